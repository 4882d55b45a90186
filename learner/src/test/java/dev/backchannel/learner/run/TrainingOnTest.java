package dev.backchannel.learner.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.Disposition;
import dev.backchannel.avro.Outcome;
import dev.backchannel.avro.Verdict;
import dev.backchannel.learner.LearnerConfig;
import dev.backchannel.learner.LearnerRole;
import dev.backchannel.learner.gate.AlarmSettings;
import dev.backchannel.learner.gate.CanarySettings;
import dev.backchannel.learner.gate.GateSettings;
import dev.backchannel.learner.testing.Harness;
import dev.backchannel.learner.testing.Learners;
import dev.backchannel.learner.testing.Preferences;
import dev.backchannel.learner.testing.Settings;
import dev.backchannel.topics.Topics;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training may go on from refused weights for a while: nobody is offered them, and what they know is decided at the end. */
class TrainingOnTest extends Harness {
    private static final double EDGE = 0.1;
    private static final double NEVER_REACHED = 50;

    @Test
    void itReturnsAfterSoManyRefusalsInARowAndOnlyThenIsWhatTheyLearnedReverted(@TempDir Path store) {
        Topics topics = cluster.topics();
        send(topics, 0, 24);
        List<Checkpoint> all = run(topics, store, gated(1e-9, 3), 7);
        assertThat(all.subList(1, 7)).allSatisfy(c -> {
            assertThat(c.getGate().getVerdict()).isEqualTo(Verdict.REFUSED);
            assertThat(c.getNewestAcceptedAt()).isNull();
        });
        assertThat(all).extracting(Checkpoint::getGoesOn).containsExactly(false, true, true, false, true, true, false);
        List<String> ids = Learners.ids(all);
        assertThat(all)
                .extracting(Checkpoint::getParentId)
                .containsExactly(null, ids.get(0), ids.get(1), ids.get(2), ids.get(0), ids.get(4), ids.get(5));
        assertThat(reverted(topics))
                .containsExactlyElementsOf(
                        IntStream.range(0, 24).mapToObj(i -> "e" + i).toList());
    }

    @Test
    void whatRefusedWeightsLearnedIsTaughtWhenALaterStepPasses(@TempDir Path store) {
        Topics topics = cluster.topics();
        send(topics, 0, 8);
        run(topics, store, gated(1e-9, 5), 3);
        assertThat(cluster.read(topics.dispositions)).isEmpty();
        send(topics, 8, 12);
        // A house that has learned to live with more drift.
        List<Checkpoint> all = run(topics, store, gated(NEVER_REACHED, 5), 4);
        Checkpoint passed = all.get(3);
        assertThat(passed.getGate().getVerdict()).isEqualTo(Verdict.INSUFFICIENT);
        assertThat(passed.getParentId()).isEqualTo(all.get(2).getCheckpointId());
        assertThat(passed.getNewestAcceptedAt()).isEqualTo(Preferences.pair(11).getAcceptedAt());
        assertThat(passed.getMetrics().get("replayed")).isPositive();
        assertThat(cluster.read(topics.dispositions)).isEmpty();
        assertReplays(topics, gated(NEVER_REACHED, 5), passed, 4);
    }

    /** At the edge of what the gate allows: promotions, refusals, returns and retreats, with a new leader after each refusal. */
    @Test
    void interruptedAfterEachRefusalItEndsLikeARunInPeaceAndTheLogReplays(
            @TempDir Path quietStore, @TempDir Path roughStore) {
        int checkpoints = 9;
        LearnerConfig config = gated(EDGE, 2).withLearningRate(1e-2);
        Topics quiet = cluster.topics();
        send(quiet, 0, 4 * (checkpoints - 1));
        List<Checkpoint> undisturbed = run(quiet, quietStore, config, checkpoints);
        assertThat(undisturbed).filteredOn(Checkpoint::getGoesOn).isNotEmpty();
        assertThat(undisturbed)
                .filteredOn(c -> c.getGate().getVerdict() == Verdict.REFUSED && !c.getGoesOn())
                .isNotEmpty();
        assertThat(undisturbed.subList(1, checkpoints))
                .filteredOn(c -> c.getGate().getVerdict() != Verdict.REFUSED)
                .isNotEmpty();

        Topics rough = cluster.topics();
        int sent = 0;
        while (sent < checkpoints - 1) {
            sent = learnUntilRefused(rough, roughStore, config, sent, checkpoints - 1);
        }
        List<Checkpoint> resumed = cluster.checkpoints(rough);
        assertThat(Learners.ids(resumed)).isEqualTo(Learners.ids(undisturbed));
        assertThat(reverted(rough)).isEqualTo(reverted(quiet));
        assertReplays(rough, config, resumed.get(checkpoints - 1), checkpoints);
    }

    private void send(Topics topics, int from, int to) {
        IntStream.range(from, to).forEach(i -> cluster.send(topics, Preferences.pair(i)));
    }

    private List<Checkpoint> run(Topics topics, Path store, LearnerConfig config, int count) {
        try (LearnerRole learner = learners.start(topics, store, config)) {
            List<Checkpoint> all = learners.awaitCheckpoints(topics, count);
            assertThat(learner.failure()).isEmpty();
            return all;
        }
    }

    /** @return how many steps were taken in all */
    private int learnUntilRefused(Topics topics, Path store, LearnerConfig config, int from, int to) {
        try (LearnerRole learner = learners.start(topics, store, config)) {
            for (int step = from; step < to; step++) {
                send(topics, 4 * step, 4 * step + 4);
                Checkpoint last = learners.awaitCheckpoints(topics, step + 2).get(step + 1);
                assertThat(learner.failure()).isEmpty();
                if (last.getGate().getVerdict() == Verdict.REFUSED) {
                    return step + 1;
                }
            }
            return to;
        }
    }

    private void assertReplays(Topics topics, LearnerConfig config, Checkpoint newest, int steps) {
        try (StepLogReplay replay = new StepLogReplay(config, topics, cluster.servers(), model, Optional.empty())) {
            ReplayReport report = replay.replay(Optional.of(newest.getCheckpointId()), step -> {});
            assertThat(report.difference()).isEmpty();
            assertThat(report.steps()).isEqualTo(steps);
        }
    }

    private List<String> reverted(Topics topics) {
        List<Disposition> dispositions = cluster.read(topics.dispositions);
        assertThat(dispositions).allSatisfy(d -> assertThat(d.getOutcome()).isEqualTo(Outcome.REVERTED));
        return dispositions.stream().map(Disposition::getEventId).toList();
    }

    private LearnerConfig gated(double largestKl, int refusalsBeforeReturn) {
        LearnerConfig config = Settings.byCount(model);
        return config.withGate(new GateSettings(
                1,
                1_000,
                1_000,
                16,
                1_000,
                0.01,
                12,
                largestKl,
                0,
                1_000,
                1,
                8,
                1_000,
                new CanarySettings("", 1_000),
                AlarmSettings.defaults(),
                refusalsBeforeReturn));
    }
}
