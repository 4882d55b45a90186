package dev.backchannel.learner.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.LearnerStep;
import dev.backchannel.avro.OperatorEvent;
import dev.backchannel.learner.LearnerConfig;
import dev.backchannel.learner.LearnerRole;
import dev.backchannel.learner.RetentionSettings;
import dev.backchannel.learner.testing.Harness;
import dev.backchannel.learner.testing.Learners;
import dev.backchannel.learner.testing.Preferences;
import dev.backchannel.learner.testing.Settings;
import dev.backchannel.testing.RemoteStore;
import dev.backchannel.topics.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that is away holds learning up and loses nothing: the step that was taken is committed once it is back. */
class StoreAwayTest extends Harness {
    private SimpleMeterRegistry meters;

    @BeforeEach
    void forgetFigures() {
        meters = new SimpleMeterRegistry();
    }

    @Test
    void aCommitWaitsForTheStoreAndIsNotTakenTwice(@TempDir Path folder) {
        Topics topics = cluster.topics();
        RemoteStore store = new RemoteStore(folder);
        try (LearnerRole learner = learners.start(topics, store, Settings.byCount(model), meters)) {
            await().atMost(Learners.PATIENCE).until(() -> learner.state() == LearnerLoop.State.LEADING);
            store.away(true);
            IntStream.range(0, 8).forEach(i -> cluster.send(topics, Preferences.mixed(i)));
            await().atMost(Learners.PATIENCE).until(() -> failures() >= 5);
            assertThat(away()).isOne();
            assertThat(learner.ready()).isTrue();
            await().atMost(Learners.PATIENCE).untilAsserted(() -> assertThat(cluster.read(topics.operatorEvents))
                    .extracting(OperatorEvent::getName)
                    .containsExactly("store_away"));
            assertThat(cluster.checkpoints(topics)).hasSize(1);

            store.away(false);
            assertThat(learners.awaitCheckpoints(topics, 3))
                    .extracting(Checkpoint::getStep)
                    .containsExactly(0L, 1L, 2L);
            assertThat(away()).isZero();
        }
        assertThat(cluster.read(topics.learnerSteps))
                .extracting(LearnerStep::getStep)
                .containsExactly(1L, 2L);
    }

    @Test
    void aLearnerThatEndsWhileItWaitsLeavesTheStepToTheNext(@TempDir Path folder) {
        Topics topics = cluster.topics();
        RemoteStore store = new RemoteStore(folder);
        try (LearnerRole learner = learners.start(topics, store, Settings.byCount(model), meters)) {
            await().atMost(Learners.PATIENCE).until(() -> learner.state() == LearnerLoop.State.LEADING);
            store.away(true);
            IntStream.range(0, 4).forEach(i -> cluster.send(topics, Preferences.mixed(i)));
            await().atMost(Learners.PATIENCE).until(() -> away() == 1);
            assertThat(learner.failure()).isEmpty();
        }
        SimpleMeterRegistry others = new SimpleMeterRegistry();
        try (LearnerRole next = learners.start(topics, store, Settings.byCount(model), others)) {
            await().atMost(Learners.PATIENCE).until(() -> next.failure().isPresent());
            store.away(false);
            assertThat(learners.awaitCheckpoints(topics, 2))
                    .extracting(Checkpoint::getConsumedOffset)
                    .containsExactly(0L, 4L);
        }
        assertThat(cluster.read(topics.learnerSteps)).hasSize(1);
    }

    @Test
    void filesThatCouldNotBeDeletedGoLater(@TempDir Path folder) throws IOException {
        Topics topics = cluster.topics();
        RemoteStore store = new RemoteStore(folder);
        LearnerConfig config = Settings.byCount(model).withRetention(new RetentionSettings(1, Duration.ofDays(1)));
        try (LearnerRole learner = learners.start(topics, store, config, meters)) {
            store.awayForDeletes(true);
            IntStream.range(0, 12).forEach(i -> cluster.send(topics, Preferences.mixed(i)));
            await().atMost(Learners.PATIENCE)
                    .until(() -> cluster.read(topics.learnerSteps).size() == 3
                            && cluster.checkpoints(topics).size() < 3
                            && folders(folder) == 4);
            store.awayForDeletes(false);
            IntStream.range(12, 20).forEach(i -> cluster.send(topics, Preferences.mixed(i)));
            await().atMost(Learners.PATIENCE)
                    .until(() -> folders(folder) == cluster.checkpoints(topics).size());
            assertThat(learner.failure()).isEmpty();
        }
    }

    private static long folders(Path store) throws IOException {
        try (var folders = Files.list(store)) {
            return folders.count();
        }
    }

    private double failures() {
        return meters.counter("backchannel.learner.store.failures").count();
    }

    private double away() {
        return meters.get("backchannel.learner.store.away").gauge().value();
    }
}
