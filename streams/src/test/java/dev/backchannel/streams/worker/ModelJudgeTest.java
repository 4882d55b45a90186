package dev.backchannel.streams.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backchannel.avro.FollowUpJudgement;
import dev.backchannel.avro.MiningKind;
import dev.backchannel.avro.MiningTask;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelJudgeTest {
    private static final String COMPLAINT = "{\"class\": \"complaint\", \"cue\": \"is WRONG\", \"confidence\": 0.8}";

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void theModelSaysWhatTheFollowUpMeans() throws Exception {
        try (JudgingServer server = new JudgingServer(vertx, "Here it is:\n```" + COMPLAINT + "```")) {
            FollowUpJudgement judgement = judge(server, "secret", Duration.ofSeconds(10));

            assertThat(judgement).isEqualTo(new FollowUpJudgement("complaint", "is WRONG", 0.8, "wise-1", null));
            assertThat(server.authorized).containsExactly("Bearer secret");
            assertThat(server.asked).singleElement().satisfies(asked -> {
                assertThat(asked.getString("path")).isEqualTo("/v1/chat/completions");
                assertThat(asked.getString("model")).isEqualTo("wise-1");
                assertThat(asked.getJsonArray("messages").getJsonObject(1).getString("content"))
                        .contains("price of a latte?", "given", "that is wrong");
            });
        }
    }

    @Test
    void aBusyModelIsAskedAgain() throws Exception {
        try (JudgingServer server = new JudgingServer(vertx, "500", "429", COMPLAINT)) {
            assertThat(judge(server, null, Duration.ofSeconds(10)).getError()).isNull();
            assertThat(server.asked).hasSize(3);
            assertThat(server.authorized).containsOnly("null");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "I would say they are cross.                    | no JSON",
                "{\"class\": \"cross\", \"confidence\": 0.9}    | no class",
                "{\"class\": \"complaint\"}                     | confidence",
                "{\"class\": \"complaint\", \"confidence\": 7}  | confidence",
                "{\"class\": \"neutral\", \"confidence\": \"x\"}  | cannot be read",
                "<html>it works</html>                          | cannot be read",
                "404                                            | 404",
                "500                                            | 500",
                "silence                                        | got no answer",
            })
    void whateverElseItSaysTheRulesJudgeAndTheReasonIsKept(String answer, String reason) throws Exception {
        try (JudgingServer server = new JudgingServer(vertx, answer)) {
            FollowUpJudgement judgement = judge(server, null, Duration.ofMillis(300));
            assertThat(judgement.getFollowUpClass()).isNull();
            assertThat(judgement.getJudge()).isEqualTo("wise-1");
            assertThat(judgement.getError()).contains(reason);
        }
    }

    @Test
    void wordsThatTheUserDidNotSayAreNoCue() throws Exception {
        try (JudgingServer server =
                new JudgingServer(vertx, "{\"class\": \"positive\", \"cue\": \"wonderful\", \"confidence\": 1}")) {
            assertThat(judge(server, null, Duration.ofSeconds(10)).getCue()).isEmpty();
        }
    }

    @Test
    void halfASettingIsRefusedAndTheKeyIsNotPrinted() {
        assertThatThrownBy(() -> new JudgeConfig("http://x", null, null, Duration.ofSeconds(1)))
                .hasMessageContaining("model");
        assertThat(new JudgeConfig("http://x", "m", "secret", Duration.ofSeconds(1)).toString())
                .doesNotContain("secret");
    }

    private FollowUpJudgement judge(JudgingServer server, String key, Duration timeout) throws Exception {
        MiningConfig config = MiningConfig.defaults(URI.create("http://localhost:1"))
                .withJudge(new JudgeConfig(server.url(), "wise-1", key, timeout));
        MiningTask task = TaskRunnerTest.task(MiningKind.SCORE, Duration.ofSeconds(20));
        try (ModelJudge judge = new ModelJudge(vertx, config, Clock.systemUTC())) {
            Optional<FollowUpJudgement> judged =
                    judge.judge(task).toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
            return judged.orElseThrow();
        }
    }
}
