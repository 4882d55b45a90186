package dev.backchannel.streams.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.backchannel.avro.Answer;
import dev.backchannel.avro.FinishReason;
import dev.backchannel.avro.Message;
import dev.backchannel.avro.MiningKind;
import dev.backchannel.avro.MiningTask;
import dev.backchannel.avro.ScoredAnswer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reward by other follow-ups, other models and other servers. */
class RewardSetupTest {
    private final Vertx vertx = Vertx.vertx();
    private final MiningTask task = TaskRunnerTest.task(MiningKind.SCORE, Duration.ofSeconds(60));
    private ScoringServer server;

    @BeforeEach
    void start() throws Exception {
        server = new ScoringServer(vertx, 0.85, List.of("x"));
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void theSameAnswerIsScoredOnceForItsOwnFollowUpAlways() throws Exception {
        try (PolicyClient client = client(RewardConfig.usual())) {
            RewardScorer scorer = new RewardScorer(client, RewardConfig.usual(), 10);
            ScoredAnswer first = score(scorer, "given");
            ScoredAnswer again = score(scorer, "given");
            ScoredAnswer other = score(scorer, "another");

            assertThat(again.getReward()).isEqualTo(first.getReward());
            assertThat(again.getFollowUpLogProb()).isEqualTo(first.getFollowUpLogProb());
            assertThat(server.scored)
                    .extracting(asked -> asked.getJsonArray("continuations").size())
                    .as("the second time only the user's own words")
                    .containsExactly(121, 1, 121);
            assertThat(other.getAnswer().getText()).isEqualTo("another");
        }
    }

    @Test
    void negativeOnesAloneAndOneCategoryAskLess(@TempDir Path folder) throws Exception {
        Path own = folder.resolve("own.json");
        Files.writeString(
                own,
                "{\"ton\":{\"positive\":[\"gut\"],\"negative\":[\"given nein\",\"schlecht\"]},"
                        + "\"rest\":{\"positive\":[\"ja\"],\"negative\":[\"nein\"]}}");
        RewardConfig config =
                new RewardConfig(own.toString(), "ton", true, "policy", null, null, OptionalDouble.of(0.9), 0);
        try (PolicyClient client = client(config)) {
            ScoredAnswer scored = score(new RewardScorer(client, config, 10), "given");
            assertThat(scored.getReward())
                    .isCloseTo(
                            -(ScoringServer.logProb("given", "given nein") + ScoringServer.logProb("given", "schlecht"))
                                    / 2,
                            within(1e-9));
            assertThat(server.scored).singleElement().satisfies(asked -> {
                assertThat(asked.getJsonArray("continuations"))
                        .containsExactly("given nein", "schlecht", "that is wrong");
                assertThat(asked.getString("model")).isEqualTo("policy");
            });
        }
    }

    @Test
    void onlyTheUsualRewardIsTrustedByTheRecordOfTheBase() throws Exception {
        RewardConfig usual = RewardConfig.usual();
        RewardConfig ofPolicy = new RewardConfig(null, null, false, "policy", null, null, OptionalDouble.empty(), 0);
        RewardConfig stated = new RewardConfig(null, null, true, null, null, null, OptionalDouble.of(0.77), 0);
        try (PolicyClient client = client(usual)) {
            assertThat(await(new RewardQuality(client, usual).auc(soon()))).hasValue(0.85);
            assertThat(await(new RewardQuality(client, ofPolicy).auc(soon()))).isEmpty();
            assertThat(await(new RewardQuality(client, stated).auc(soon()))).hasValue(0.77);
        }
    }

    @Test
    void anOpenAiCompatibleServerScores() throws Exception {
        try (CompletionsServer completions = new CompletionsServer(vertx, true);
                CompletionsClient client = completionsClient(completions)) {
            double[] scores = await(client.score(
                            "judge",
                            List.of(new Message("user", "price?"), new Message("assistant", "two euros")),
                            List.of("ok then", "thanks"),
                            soon()))
                    .meanLogProbs();
            assertThat(scores).as("mean of the words' lengths, nothing else").containsExactly(-3, -6);
            assertThat(completions.asked).singleElement().satisfies(asked -> {
                assertThat(asked.getString("path")).isEqualTo("/v1/completions");
                assertThat(asked.getString("model")).isEqualTo("judge");
                assertThat(asked.getBoolean("echo")).isTrue();
                assertThat(asked.getJsonArray("prompt").getString(0))
                        .isEqualTo("User: price?\nAssistant: two euros\nUser: ok then");
            });
            assertThat(score(new RewardScorer(client, RewardConfig.usual(), 1), "given")
                            .getFollowUpLogProb())
                    .isCloseTo(-11.0 / 3, within(1e-9));
        }
    }

    @Test
    void aServerWithoutLogProbabilitiesOfThePromptIsTold() throws Exception {
        try (CompletionsServer completions = new CompletionsServer(vertx, false);
                CompletionsClient client = completionsClient(completions)) {
            assertThatThrownBy(() -> await(client.score("judge", List.of(), List.of("ok"), soon())))
                    .hasMessageContaining("no log-probabilities of the prompt");
        }
    }

    private CompletionsClient completionsClient(CompletionsServer completions) {
        RewardConfig config =
                new RewardConfig(null, null, false, "judge", completions.url(), null, OptionalDouble.of(0.9), 10);
        return new CompletionsClient(
                vertx, MiningConfig.defaults(URI.create(completions.url())).withReward(config), Clock.systemUTC());
    }

    private PolicyClient client(RewardConfig reward) {
        return new PolicyClient(
                vertx, MiningConfig.defaults(server.url()).withReward(reward), ServerAccess.open(), Clock.systemUTC());
    }

    private ScoredAnswer score(RewardScorer scorer, String answer) throws Exception {
        return await(scorer.score(task, new Answer(answer, List.of(), FinishReason.STOP), null, soon()));
    }

    private static Instant soon() {
        return Instant.now().plusSeconds(20);
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
