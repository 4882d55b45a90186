package dev.backchannel.streams.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.backchannel.avro.Answer;
import dev.backchannel.avro.Description;
import dev.backchannel.avro.FinishReason;
import dev.backchannel.avro.Message;
import dev.backchannel.avro.MiningKind;
import dev.backchannel.avro.MiningResult;
import dev.backchannel.avro.MiningTask;
import dev.backchannel.avro.ProfileWish;
import dev.backchannel.avro.Prompt;
import dev.backchannel.policy.flr.FollowUps;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TaskRunnerTest {
    private static final String FOLLOW_UP = "that is wrong";

    private final Vertx vertx = Vertx.vertx();
    private ScoringServer server;

    @BeforeEach
    void start() throws Exception {
        server = new ScoringServer(vertx, 0.85, List.of("correct, thanks", "cut off…", "given", "correct, thanks"));
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void scoresTheGivenAnswerByTheFollowUpsItInvites() throws Exception {
        MiningResult result = run(task(MiningKind.SCORE, Duration.ofSeconds(20)));
        assertThat(result.getError()).isNull();
        assertThat(result.getGiven().getReward()).isCloseTo(expectedReward("given"), within(1e-9));
        assertThat(result.getGiven().getFollowUpLogProb())
                .isCloseTo(ScoringServer.logProb("given", FOLLOW_UP), within(1e-9));
        assertThat(result.getRewardAuc()).isEqualTo(0.85);
        assertThat(result.getSamples()).isEmpty();
        assertThat(result.getZ()).as("too few to compare with").isNull();
        assertThat(server.scored).singleElement().satisfies(request -> {
            assertThat(request.getJsonArray("continuations")).hasSize(121);
            assertThat(request.getJsonArray("messages")).hasSize(2);
            assertThat(request.getString("model")).isEqualTo("base");
        });
        assertThat(server.marks).containsOnly("mining");
    }

    @Test
    void samplesAndScoresWhatCouldBeChosen() throws Exception {
        MiningResult result = run(task(MiningKind.SAMPLE, Duration.ofSeconds(20)));
        assertThat(result.getSamples()).singleElement().satisfies(sample -> {
            assertThat(sample.getAnswer().getText()).isEqualTo("correct, thanks");
            assertThat(sample.getReward()).isCloseTo(expectedReward("correct, thanks"), within(1e-9));
            assertThat(sample.getCheckpoint()).isEqualTo("checkpoint-7");
        });
        assertThat(server.sampled).singleElement().satisfies(request -> {
            assertThat(request.getString("model")).isEqualTo("policy");
            assertThat(request.getInteger("n")).isEqualTo(4);
            assertThat(request.getLong("seed")).isEqualTo(7);
            assertThat(request.getJsonArray("messages")).hasSize(1);
        });
        assertThat(expectedReward("correct, thanks")).isGreaterThan(expectedReward("given"));
    }

    /** Even where the reward is not trusted. */
    @Test
    void aModelsJudgementComesWithTheResult() throws Exception {
        try (JudgingServer wise = new JudgingServer(vertx, "{\"class\": \"neutral\", \"confidence\": 0.7}");
                ScoringServer poor = new ScoringServer(vertx, 0.6, List.of())) {
            MiningConfig config = MiningConfig.defaults(poor.url())
                    .withJudge(new JudgeConfig(wise.url(), "wise-1", null, Duration.ofSeconds(10)));
            try (ModelJudge judge = new ModelJudge(vertx, config, Clock.systemUTC())) {
                MiningResult result = run(task(MiningKind.SCORE, Duration.ofSeconds(20)), config, judge);
                assertThat(result.getError()).contains("AUC");
                assertThat(result.getJudgement().getFollowUpClass()).isEqualTo("neutral");
            }
        }
        assertThat(run(task(MiningKind.SCORE, Duration.ofSeconds(20))).getJudgement())
                .isNull();
    }

    @Test
    void aBusyServerIsAskedAgain() throws Exception {
        server.busy.set(4);
        assertThat(run(task(MiningKind.SAMPLE, Duration.ofSeconds(20))).getError())
                .isNull();
    }

    @Test
    void sayingWhatAnEditMeansNeedsNoReward() throws Exception {
        MiningTask task = MiningTask.newBuilder(task(MiningKind.DESCRIBE, Duration.ofSeconds(20)))
                .setAnswer(new Answer("Hello! A latte is three euros.", List.of(), FinishReason.STOP))
                .setEdited("A latte is three euros.")
                .setUserId("u1")
                .setEvidence(List.of("e1"))
                .setAcceptedAt(Instant.EPOCH.plusSeconds(7))
                .build();
        MiningResult result = run(task);
        assertThat(result.getError()).isNull();
        assertThat(result.getDeadline()).isEqualTo(task.getDeadline());
        Description description = result.getDescription();
        assertThat(description.getWishes()).extracting(ProfileWish::getValue).containsExactly("no-greeting");
        assertThat(description.getContext()).isEqualTo("price of a latte?");
        assertThat(description.getEmbedding()).hasSize(ScoringServer.WIDTH);
        assertThat(description.getBaseDigest()).isEqualTo("base-1");
        assertThat(description.getAcceptedAt()).isEqualTo(task.getAcceptedAt());
        assertThat(description.getConfirms()).isFalse();
        assertThat(server.scored).isEmpty();
    }

    @Test
    void whatWasTakenAsItIsConfirmsWhatHadShapedIt() throws Exception {
        MiningResult result = run(MiningTask.newBuilder(task(MiningKind.DESCRIBE, Duration.ofSeconds(20)))
                .setUserId("u1")
                .setShapedBy(List.of("The user prefers no hello.", "Answer in French."))
                .setAcceptedAt(Instant.EPOCH)
                .build());
        assertThat(result.getDescription().getConfirms()).isTrue();
        assertThat(result.getDescription().getWishes())
                .extracting(ProfileWish::getSentence, ProfileWish::getUnderstood)
                .containsExactly(tuple("The user prefers no hello.", true), tuple("Answer in French.", false));
    }

    @Test
    void aServerThatIsAwayIsAskedUntilTheDeadline() throws Exception {
        URI nobody = server.url();
        server.close();
        Instant began = Instant.now();
        MiningResult result = run(task(MiningKind.SCORE, Duration.ofMillis(700)), nobody);
        assertThat(result.getError()).contains("got no answer");
        assertThat(Duration.between(began, Instant.now())).isBetween(Duration.ofMillis(200), Duration.ofSeconds(5));
        server = new ScoringServer(vertx, null, List.of("x"));
    }

    @Test
    void anExpiredTaskIsAnsweredAtOnceAndNotScored() throws Exception {
        MiningResult result = run(task(MiningKind.SCORE, Duration.ofSeconds(-1)));
        assertThat(result.getError()).contains("deadline");
        assertThat(server.scored).isEmpty();
    }

    @Test
    void aRewardThatCannotTellGoodFromBadIsNotAskedFor() throws Exception {
        for (Double auc : new Double[] {0.52, null}) {
            server.close();
            server = new ScoringServer(vertx, auc, List.of("x"));
            MiningResult result = run(task(MiningKind.SAMPLE, Duration.ofSeconds(20)));
            assertThat(result.getError()).contains("not scored").contains("0.7");
            assertThat(result.getRewardAuc()).isEqualTo(auc);
            assertThat(server.scored).isEmpty();
            assertThat(server.sampled).isEmpty();
        }
    }

    @Test
    void aKindFromTheFutureIsAnError() throws Exception {
        assertThat(run(task(MiningKind.UNKNOWN, Duration.ofSeconds(9))).getError())
                .contains("UNKNOWN");
    }

    @Test
    void zComparesWithRecentAnswers() {
        RewardWindow window = new RewardWindow(4, 3);
        assertThat(window.add(1)).isEmpty();
        assertThat(window.add(2)).isEmpty();
        assertThat(window.add(3)).isEmpty();
        RewardWindow.Standing standing = window.add(4).orElseThrow();
        assertThat(standing.z()).isCloseTo(2, within(1e-12));
        assertThat(standing.mean()).isEqualTo(2);
        assertThat(standing.deviation()).isEqualTo(1);
        window.add(5);
        assertThat(window.add(6).orElseThrow().mean())
                .as("the oldest are forgotten")
                .isEqualTo(3.5);
    }

    @Test
    void tenantsAreComparedWithTheirOwn() {
        RewardWindows windows = new RewardWindows(4, 3);
        for (int i = 1; i <= 3; i++) {
            assertThat(windows.add("bolt", 100 * i)).isEmpty();
            assertThat(windows.add("acme", i)).isEmpty();
        }
        assertThat(windows.add("acme", 4).orElseThrow().mean()).isEqualTo(2);
    }

    private static double expectedReward(String answer) {
        return FollowUps.standard()
                .reward(FollowUps.standard().texts().stream()
                        .mapToDouble(text -> ScoringServer.logProb(answer, text))
                        .toArray());
    }

    private MiningResult run(MiningTask task) throws Exception {
        return run(task, server.url());
    }

    private MiningResult run(MiningTask task, URI url) throws Exception {
        return run(task, MiningConfig.defaults(url), FollowUpJudge.rules());
    }

    private MiningResult run(MiningTask task, MiningConfig config, FollowUpJudge judge) throws Exception {
        try (PolicyClient client = new PolicyClient(vertx, config, ServerAccess.open(), Clock.systemUTC())) {
            RewardScorer scorer = new RewardScorer(client, config.reward(), config.followUpsPerCategory());
            TaskRunner runner = new TaskRunner(
                    client,
                    scorer,
                    new Describer(client, new RuleWishes()),
                    new RewardQuality(client, config.reward()),
                    0.7,
                    new RewardWindows(10, 2),
                    judge,
                    Clock.systemUTC());
            return runner.run(task).toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        }
    }

    static MiningTask task(MiningKind kind, Duration left) {
        return new MiningTask(
                "task-1",
                "default",
                "c1",
                "t1",
                kind,
                new Prompt(List.of(new Message("user", "price of a latte?")), null),
                new Answer("given", List.of(), FinishReason.STOP),
                FOLLOW_UP,
                kind == MiningKind.SAMPLE ? 4 : 0,
                "base",
                "policy",
                7L,
                Instant.now().plus(left),
                null,
                null,
                List.of(),
                List.of(),
                null);
    }
}
