package dev.backchannel.learner.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.ComponentStatus;
import dev.backchannel.avro.Control;
import dev.backchannel.learner.LearnerConfig;
import dev.backchannel.learner.LearnerRole;
import dev.backchannel.learner.RetentionSettings;
import dev.backchannel.learner.testing.Harness;
import dev.backchannel.learner.testing.Learners;
import dev.backchannel.learner.testing.Preferences;
import dev.backchannel.learner.testing.Settings;
import dev.backchannel.topics.Topic;
import dev.backchannel.topics.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Old checkpoints leave the topic and the folder; what anybody needs stays; the learner goes on as if nothing had been. */
class RetentionTest extends Harness {
    @Test
    void oldCheckpointsGoWhatIsServedOrPinnedStaysAndTheLogStillReplays(@TempDir Path store) throws IOException {
        Topics topics = cluster.topics();
        LearnerConfig config = Settings.byCount(model).withRetention(new RetentionSettings(3, Duration.ofDays(1)));
        String served;
        String pinned;
        String unheard;
        String control;
        String written;
        try (LearnerRole learner = learners.start(topics, store, Settings.byCount(model))) {
            IntStream.range(0, 16).forEach(i -> cluster.send(topics, Preferences.mixed(i)));
            List<Checkpoint> all = learners.awaitCheckpoints(topics, 5);
            unheard = all.get(0).getCheckpointId();
            served = all.get(1).getCheckpointId();
            control = all.get(3).getCheckpointId();
            pinned = all.get(2).getCheckpointId();
            written = all.get(4).getCheckpointId();
            assertThat(learner.failure()).isEmpty();
        }
        send(topics.status, "policy-server/a", status("a", served, Map.of("control", control), Instant.now()));
        send(
                topics.status,
                "policy-server/b",
                status("b", unheard, Map.of(), Instant.now().minus(Duration.ofDays(2))));
        send(
                topics.controls,
                "serving",
                Control.newBuilder().setTarget("serving").setPinned(pinned).build());

        try (LearnerRole learner = learners.start(topics, store, config)) {
            IntStream.range(16, 40).forEach(i -> cluster.send(topics, Preferences.mixed(i)));
            await().atMost(Learners.PATIENCE)
                    .until(() -> cluster.read(topics.learnerSteps).size() == 10
                            && cluster.checkpoints(topics).size() <= 3 + 3);
            assertThat(learner.failure()).isEmpty();
        }
        List<String> kept = Learners.ids(cluster.checkpoints(topics));
        assertThat(kept).contains(served, control, pinned).doesNotContain(unheard, written);
        try (var folders = Files.list(store)) {
            assertThat(folders.map(f -> f.getFileName().toString())).containsExactlyInAnyOrderElementsOf(kept);
        }

        try (StepLogReplay replay = new StepLogReplay(config, topics, cluster.servers(), model, Optional.empty())) {
            ReplayReport report = replay.replay(Optional.empty(), step -> {});
            assertThat(report.equal()).isTrue();
            // Forgotten ones are compared, too: the next step names them.
            assertThat(report.steps()).isEqualTo(11);
        }
        try (LearnerRole learner = learners.start(topics, store, config)) {
            IntStream.range(40, 44).forEach(i -> cluster.send(topics, Preferences.mixed(i)));
            await().atMost(Learners.PATIENCE)
                    .until(() -> cluster.checkpoints(topics).stream().anyMatch(c -> c.getStep() == 11));
            assertThat(learner.failure()).isEmpty();
        }
    }

    private <V> void send(Topic<String, V> topic, String key, V value) {
        cluster.send(topic, key, topic.valueSerde().serializer().serialize(topic.name(), value));
    }

    private static ComponentStatus status(String instance, String checkpoint, Map<String, String> arms, Instant at) {
        return ComponentStatus.newBuilder()
                .setComponent("policy-server")
                .setInstance(instance)
                .setState("ready")
                .setCheckpoint(checkpoint)
                .setFigures(Map.of())
                .setArms(arms)
                .setAt(at)
                .build();
    }
}
