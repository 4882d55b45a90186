package dev.backchannel.learner.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.LearnerStep;
import dev.backchannel.learner.LearnerRole;
import dev.backchannel.learner.testing.Harness;
import dev.backchannel.learner.testing.Learners;
import dev.backchannel.learner.testing.Preferences;
import dev.backchannel.learner.testing.Settings;
import dev.backchannel.testing.RemoteStore;
import dev.backchannel.topics.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk without room stops no learner for good: the step that was announced is the one that is committed later. */
class FullDiskTest extends Harness {
    @Test
    void theStepIsTakenAgainWhenThereIsRoom(@TempDir Path folder) {
        Topics topics = cluster.topics();
        RemoteStore store = new RemoteStore(folder);
        try (LearnerRole learner = learners.start(topics, store, Settings.byCount(model), new SimpleMeterRegistry())) {
            await().atMost(Learners.PATIENCE).until(() -> learner.state() == LearnerLoop.State.LEADING);
            store.full(true);
            IntStream.range(0, 8).forEach(i -> cluster.send(topics, Preferences.mixed(i)));
            await().atMost(Learners.PATIENCE)
                    .until(() -> learner.failure().orElse("").contains("cannot be written"));
            assertThat(cluster.checkpoints(topics)).hasSize(1);

            store.full(false);
            assertThat(learners.awaitCheckpoints(topics, 3))
                    .extracting(Checkpoint::getStep)
                    .containsExactly(0L, 1L, 2L);
        }
        assertThat(cluster.read(topics.learnerSteps))
                .extracting(LearnerStep::getStep)
                .containsExactly(1L, 2L);
    }
}
