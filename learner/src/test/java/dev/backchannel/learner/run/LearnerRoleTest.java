package dev.backchannel.learner.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.LearnerStep;
import dev.backchannel.avro.Verdict;
import dev.backchannel.learner.LearnerRole;
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

/** From preferences to committed checkpoints, over a real broker and a real (small, random) model. */
class LearnerRoleTest extends Harness {
    /** What was learned in shadow is the ground that what is served stands on later. */
    @Test
    void inShadowItCommitsAsEverAndSaysSo(@TempDir Path store) {
        Topics topics = cluster.topics();
        IntStream.range(0, 4).forEach(i -> cluster.send(topics, Preferences.pair(i)));
        try (LearnerRole learner =
                learners.start(topics, store, Settings.byCount(model).withShadow(true))) {
            assertThat(learners.awaitCheckpoints(topics, 2))
                    .allSatisfy(c -> assertThat(c.getShadow()).isTrue());
            assertThat(learner.failure()).isEmpty();
        }
        IntStream.range(4, 8).forEach(i -> cluster.send(topics, Preferences.pair(i)));
        try (LearnerRole learner = learners.start(topics, store, Settings.byCount(model))) {
            List<Checkpoint> all = learners.awaitCheckpoints(topics, 3);
            assertThat(all.get(2).getShadow()).isFalse();
            assertThat(all.get(2).getParentId()).isEqualTo(all.get(1).getCheckpointId());
            assertThat(learner.failure()).isEmpty();
        }
    }

    @Test
    void startsWithAnEmptyCheckpointAndLearnsInStepsThatItAnnounced(@TempDir Path store) {
        Topics topics = cluster.topics();
        try (LearnerRole learner = learners.start(topics, store, Settings.byCount(model))) {
            await().atMost(Learners.PATIENCE).until(learner::ready);
            Checkpoint first = learners.awaitCheckpoints(topics, 1).get(0);
            assertThat(first.getStep()).isZero();
            assertThat(first.getParentId()).isNull();
            assertThat(first.getConsumedOffset()).isZero();
            assertThat(first.getGate().getVerdict()).isEqualTo(Verdict.PASSED);

            IntStream.range(0, 24).forEach(i -> cluster.send(topics, Preferences.mixed(i)));
            List<Checkpoint> all = learners.awaitCheckpoints(topics, 7);
            List<LearnerStep> steps = cluster.read(topics.learnerSteps);
            assertThat(steps).hasSize(6);
            for (int i = 1; i < 7; i++) {
                Checkpoint checkpoint = all.get(i);
                LearnerStep step = steps.get(i - 1);
                assertThat(checkpoint.getStep()).isEqualTo(i).isEqualTo(step.getStep());
                assertThat(checkpoint.getParentId())
                        .isEqualTo(all.get(i - 1).getCheckpointId())
                        .isEqualTo(step.getParent());
                assertThat(step.getPreferenceIds())
                        .hasSize(4 + step.getReplayed().size())
                        .startsWith("p" + (4 * i - 4), "p" + (4 * i - 3), "p" + (4 * i - 2), "p" + (4 * i - 1));
                assertThat(checkpoint.getNewestAcceptedAt())
                        .isEqualTo(Preferences.mixed(4 * i - 1).getAcceptedAt());
                assertThat(checkpoint.getGate().getVerdict()).isEqualTo(Verdict.INSUFFICIENT);
                assertThat(checkpoint.getProbes()).hasSize(8);
            }
            assertThat(steps.get(1).getReplayed()).isNotEmpty();
            assertThat(all.get(6).getMetrics().get("margin"))
                    .isGreaterThan(all.get(2).getMetrics().get("margin"));
            assertThat(store.resolve(all.get(6).getUri()).resolve("adapter_model.safetensors"))
                    .exists();
        }
    }
}
