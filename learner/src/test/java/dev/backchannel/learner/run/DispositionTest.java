package dev.backchannel.learner.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.DeadLetter;
import dev.backchannel.avro.Disposition;
import dev.backchannel.avro.LearnerStep;
import dev.backchannel.avro.Message;
import dev.backchannel.avro.Outcome;
import dev.backchannel.avro.Pair;
import dev.backchannel.avro.Preference;
import dev.backchannel.avro.Prompt;
import dev.backchannel.learner.LearnerConfig;
import dev.backchannel.learner.LearnerRole;
import dev.backchannel.learner.example.HeldBackRule;
import dev.backchannel.learner.testing.Harness;
import dev.backchannel.learner.testing.Learners;
import dev.backchannel.learner.testing.Preferences;
import dev.backchannel.learner.testing.Settings;
import dev.backchannel.policy.checkpoint.FolderStore;
import dev.backchannel.testing.CapturedLog;
import dev.backchannel.topics.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever cannot teach ends with a disposition or a dead letter, and stops nobody. */
class DispositionTest extends Harness {
    private static final String SECRET = "Zanzibar-at-midnight";

    /** And nothing of what it says is in the log or the meters. */
    @Test
    void poisonIsAccountedForAndTheRestIsLearned(@TempDir Path store) {
        Topics topics = cluster.topics();
        MeterRegistry meters = new SimpleMeterRegistry();
        cluster.send(topics.preferences, "default/x", ("not Avro: " + SECRET).getBytes(StandardCharsets.UTF_8));
        cluster.send(topics.preferences, "default/y", null);
        cluster.send(topics, Preferences.of(100, new Pair(Preferences.answer(SECRET), Preferences.answer(SECRET))));
        cluster.send(topics, Preferences.of(101, new Pair(Preferences.answer(" "), Preferences.answer(SECRET))));
        cluster.send(
                topics, Preferences.of(102, new Pair(Preferences.answer(SECRET.repeat(50)), Preferences.answer("no"))));
        cluster.send(
                topics,
                Preference.newBuilder(Preferences.pair(103))
                        .setWeight(Double.NaN)
                        .build());
        IntStream.range(0, 4)
                .mapToObj(i -> Preference.newBuilder(
                                Preferences.of(i, new Pair(Preferences.answer(SECRET), Preferences.answer("no " + i))))
                        .setPrompt(new Prompt(List.of(new Message("user", "where is " + SECRET + "?")), null))
                        .setFollowUp("no, " + SECRET)
                        .build())
                .forEach(preference -> cluster.send(topics, preference));
        try (CapturedLog log = CapturedLog.everything();
                LearnerRole learner = learners.start(topics, new FolderStore(store), Settings.byCount(model), meters)) {
            learners.awaitCheckpoints(topics, 2);
            assertThat(learner.ready()).isTrue();
            assertThat(log.text()).doesNotContain(SECRET);
            assertThat(meters.getMeters().stream().map(meter -> meter.getId().toString()))
                    .anyMatch(meter -> meter.contains("backchannel.learner"))
                    .noneMatch(meter -> meter.contains(SECRET));
        }
        assertThat(cluster.read(topics.deadLetters))
                .extracting(DeadLetter::getOriginOffset)
                .containsExactly(0L, 1L);
        List<Disposition> dispositions = cluster.read(topics.dispositions);
        assertThat(dispositions).extracting(Disposition::getOutcome).containsOnly(Outcome.UNUSABLE);
        assertThat(dispositions).extracting(Disposition::getEventId).containsExactly("e100", "e101", "e102", "e103");
        assertThat(dispositions)
                .extracting(d -> d.getReason().split("[ :]", 2)[0])
                .containsExactly("tied", "empty", "over-long", "weight");
    }

    @Test
    void aHeldBackConversationIsNeverTrainedOnButJudgesEveryCheckpoint(@TempDir Path store) {
        Topics topics = cluster.topics();
        LearnerConfig config = Settings.byCount(model).withHeldBackShare(0.5);
        HeldBackRule rule = new HeldBackRule(0.5);
        List<Preference> held = Preferences.some(10, Preferences::mixed, rule, true);
        cluster.send(topics, held);
        cluster.send(topics, Preferences.some(12, Preferences::mixed, rule, false));
        try (LearnerRole learner = learners.start(topics, store, config)) {
            List<Checkpoint> checkpoints = learners.awaitCheckpoints(topics, 4);
            assertThat(checkpoints.get(3).getMetrics().get("held.back.cases")).isEqualTo(10);
            assertThat(checkpoints.get(3).getMetrics().get("held.back.accuracy"))
                    .isGreaterThan(0.5);
            assertThat(checkpoints.get(3).getGate().getReasons()).anyMatch(r -> r.startsWith("held back: accuracy"));
            assertThat(learner.ready()).isTrue();
        }
        List<String> ids = held.stream().map(Preference::getPreferenceId).toList();
        assertThat(cluster.read(topics.learnerSteps))
                .flatExtracting(LearnerStep::getPreferenceIds)
                .doesNotContainAnyElementsOf(ids);
        assertThat(cluster.read(topics.dispositions))
                .extracting(Disposition::getPreferenceId)
                .containsExactlyElementsOf(ids);
        assertThat(cluster.read(topics.dispositions))
                .extracting(Disposition::getOutcome)
                .containsOnly(Outcome.HELD_BACK);
    }

    @Test
    void whatNeverTeachesIsAccountedForWithoutAStepAndOnlyOnce(@TempDir Path store) {
        Topics topics = cluster.topics();
        LearnerConfig config = Settings.byTime(model).withHeldBackShare(0.5);
        HeldBackRule rule = new HeldBackRule(0.5);
        cluster.send(topics, Preferences.some(3, Preferences::pair, rule, true));
        cluster.send(topics.preferences, "default/x", new byte[] {1, 2, 3});
        try (LearnerRole learner = learners.start(topics, store, config)) {
            await().atMost(Learners.PATIENCE)
                    .until(() -> cluster.read(topics.dispositions).size() == 3);
            assertThat(learner.ready()).isTrue();
        }
        cluster.send(topics, Preferences.some(2, Preferences::pair, rule, false));
        try (LearnerRole learner = learners.start(topics, store, config)) {
            Checkpoint next = learners.awaitCheckpoints(topics, 2).get(1);
            // The held-back ones still reach the state, though they were accounted for before.
            assertThat(next.getMetrics().get("held.back.cases")).isEqualTo(3);
            assertThat(next.getConsumedOffset()).isEqualTo(6);
            assertThat(learner.ready()).isTrue();
        }
        assertThat(cluster.read(topics.learnerSteps))
                .extracting(LearnerStep::getCause)
                .containsExactly("time");
        assertThat(cluster.read(topics.dispositions)).hasSize(3);
        assertThat(cluster.read(topics.deadLetters)).hasSize(1);
    }
}
