package dev.backchannel.learner.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.Pair;
import dev.backchannel.avro.Preference;
import dev.backchannel.learner.LearnerConfig;
import dev.backchannel.learner.LearnerRole;
import dev.backchannel.learner.gate.AlarmSettings;
import dev.backchannel.learner.gate.CanarySettings;
import dev.backchannel.learner.gate.Gate;
import dev.backchannel.learner.gate.GateSettings;
import dev.backchannel.learner.testing.Harness;
import dev.backchannel.learner.testing.Learners;
import dev.backchannel.learner.testing.Preferences;
import dev.backchannel.learner.testing.Settings;
import dev.backchannel.topics.Topics;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which steps the gate looks at in full follows from the log: whoever leads looks at the same ones. */
class LooksTest extends Harness {
    private static final int EVERY = 8;
    private static final int SHORT = 9;
    private static final int STEPS = 13;
    private static final double ENDING = 0.1;
    private static final String FELL = "probe.ending.fell";

    @Test
    void aNewLeaderLooksInFullAtTheSameSteps(@TempDir Path quietStore, @TempDir Path roughStore) {
        LearnerConfig config = looking();
        Topics quiet = cluster.topics();
        send(quiet, 0, STEPS);
        List<Checkpoint> undisturbed = run(quiet, quietStore, config, STEPS);
        Checkpoint called = undisturbed.stream()
                .filter(LooksTest::isCalledFor)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no look was called for: " + seen(undisturbed)));
        assertThat(called.getMetrics().get(FELL)).isGreaterThanOrEqualTo(ENDING);
        assertThat(undisturbed.get((int) called.getStep() - 1).getMetrics()).containsEntry(Gate.IN_FULL, 0.0);

        Topics rough = cluster.topics();
        int before = (int) called.getStep() - 1;
        send(rough, 0, before);
        run(rough, roughStore, config, before);
        send(rough, before, STEPS);
        List<Checkpoint> resumed = run(rough, roughStore, config, STEPS);
        assertThat(Learners.ids(resumed)).isEqualTo(Learners.ids(undisturbed));
        assertThat(seen(resumed)).isEqualTo(seen(undisturbed));
    }

    /** After the first look in full that had its turn, and out of turn. */
    private static boolean isCalledFor(Checkpoint checkpoint) {
        return checkpoint.getStep() > EVERY && checkpoint.getMetrics().get(Gate.IN_FULL) == 1;
    }

    /** Of each step, whether it was looked at in full, and how far the ends had fallen; -1: no answer had ended yet. */
    private static List<List<Double>> seen(List<Checkpoint> checkpoints) {
        return checkpoints.stream()
                .skip(1)
                .map(Checkpoint::getMetrics)
                .map(m -> List.of(m.get(Gate.IN_FULL), m.getOrDefault(FELL, -1.0)))
                .toList();
    }

    /** The policy learns short answers, and then that they go on. */
    private void send(Topics topics, int fromStep, int toStep) {
        IntStream.range(4 * fromStep, 4 * toStep).forEach(i -> cluster.send(topics, preference(i)));
    }

    private static Preference preference(int i) {
        String liked = i < 4 * SHORT ? "ok" : "ok ok ok";
        return Preferences.of(i, new Pair(Preferences.answer(liked), Preferences.answer("no " + i % 7)));
    }

    private List<Checkpoint> run(Topics topics, Path store, LearnerConfig config, int steps) {
        try (LearnerRole learner = learners.start(topics, store, config)) {
            List<Checkpoint> all = learners.awaitCheckpoints(topics, 1 + steps);
            assertThat(learner.failure()).isEmpty();
            return all;
        }
    }

    private LearnerConfig looking() {
        return Settings.byCount(model)
                .withLearningRate(2e-2)
                .withGate(new GateSettings(
                        EVERY,
                        1_000,
                        ENDING,
                        16,
                        1_000,
                        0.01,
                        12,
                        1_000,
                        0,
                        1_000,
                        1,
                        8,
                        1_000,
                        new CanarySettings("", 1_000),
                        AlarmSettings.defaults(),
                        1));
    }
}
