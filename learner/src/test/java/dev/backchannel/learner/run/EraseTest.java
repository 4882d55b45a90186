package dev.backchannel.learner.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.Control;
import dev.backchannel.avro.Disposition;
import dev.backchannel.avro.LearnerStep;
import dev.backchannel.avro.Outcome;
import dev.backchannel.avro.Preference;
import dev.backchannel.learner.LearnerConfig;
import dev.backchannel.learner.LearnerRole;
import dev.backchannel.learner.state.LearnerStateCodec;
import dev.backchannel.learner.testing.Harness;
import dev.backchannel.learner.testing.Learners;
import dev.backchannel.learner.testing.Preferences;
import dev.backchannel.learner.testing.Rollbacks;
import dev.backchannel.learner.testing.Settings;
import dev.backchannel.policy.checkpoint.FolderStore;
import dev.backchannel.topics.Targets;
import dev.backchannel.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever is erased teaches nothing more, and is in no buffer after the next step; the log says so, and replays. */
class EraseTest extends Harness {

    @Test
    void nothingOfTheUserIsTaughtReplayedOrJudgedByAnyMore(@TempDir Path store) {
        Topics topics = cluster.topics();
        LearnerConfig config = Settings.byTime(model).withHeldBackShare(0.3);
        try (LearnerRole learner = learners.start(topics, store, config)) {
            send(topics, 0, 16);
            await().atMost(Learners.PATIENCE).until(() -> cluster.accountedTo(topics) == 16);
        }
        assertThat(kept(store, newest(topics)))
                .as("the test would show nothing else")
                .contains("u1 ");
        Checkpoint before = newest(topics);
        send(topics, 16, 21);
        erase(topics, "u1");
        try (LearnerRole learner = learners.start(topics, store, config)) {
            await().atMost(Learners.PATIENCE).until(() -> cluster.accountedTo(topics) == 21);
            assertThat(kept(store, newest(topics))).doesNotContain("u1 ").contains("u2 ");
            // What it goes back to had kept them; what it goes on from does not.
            Rollbacks.applied(cluster, topics, "k1", before.getCheckpointId());
            await().atMost(Learners.PATIENCE).until(() -> newest(topics).getRolledBackTo() != null);
            assertThat(kept(store, newest(topics))).doesNotContain("u1 ").contains("u2 ");
            send(topics, 21, 32);
            await().atMost(Learners.PATIENCE).until(() -> cluster.accountedTo(topics) == 32);
            assertThat(learner.failure()).isEmpty();
        }
        assertThat(kept(store, newest(topics))).doesNotContain("u1 ");
        List<LearnerStep> steps = cluster.read(topics.learnerSteps);
        long erasedAt = before.getStep();
        assertThat(steps.stream().filter(s -> s.getStep() > erasedAt))
                .allSatisfy(s -> assertThat(s.getPreferenceIds()).noneMatch(EraseTest::isOfU1))
                .anySatisfy(s -> assertThat(s.getErased()).isNotEmpty());
        assertThat(steps).allSatisfy(s -> assertThat(s.getErased()).allMatch(EraseTest::isOfU1));
        assertThat(steps.stream().filter(s -> s.getCause().equals("rollback")))
                .singleElement()
                .satisfies(s -> assertThat(s.getErased()).isNotEmpty());
        List<Disposition> erased = cluster.read(topics.dispositions).stream()
                .filter(end -> end.getOutcome() == Outcome.ERASED)
                .toList();
        assertThat(erased).extracting(Disposition::getEventId).containsExactly("e16", "e21", "e26", "e31");
        assertThat(erased).extracting(Disposition::getReason).containsOnly("erased: its user is");
        try (StepLogReplay replay = new StepLogReplay(config, topics, cluster.servers(), model, Optional.empty())) {
            ReplayReport report = replay.replay(Optional.empty(), step -> {});
            assertThat(report.equal()).as("%s", report).isTrue();
        }
    }

    private static boolean isOfU1(String preferenceId) {
        return Integer.parseInt(preferenceId.substring(1)) % 5 == 1;
    }

    private Checkpoint newest(Topics topics) {
        List<Checkpoint> all = cluster.checkpoints(topics);
        return all.get(all.size() - 1);
    }

    /** The learner's buffers as they lie on the disk. */
    private static String kept(Path store, Checkpoint checkpoint) {
        byte[] state = new FolderStore(store)
                .read(checkpoint.getUri(), checkpoint.getFileDigests())
                .extras()
                .get(LearnerStateCodec.FILE);
        return new String(state, StandardCharsets.ISO_8859_1);
    }

    private void send(Topics topics, int from, int to) {
        IntStream.range(from, to).forEach(i -> cluster.send(topics, named(i)));
    }

    /** One whose user can be found in bytes. */
    private static Preference named(int i) {
        Preference plain = Preferences.mixed(i);
        return Preference.newBuilder(plain).setUserId(plain.getUserId() + " ").build();
    }

    private void erase(Topics topics, String user) {
        String target = Targets.user("default", user + " ");
        Control control = Control.newBuilder()
                .setTarget(target)
                .setErased(true)
                .setCommandId("k")
                .build();
        cluster.send(
                topics.controls,
                target,
                topics.controls.valueSerde().serializer().serialize(topics.controls.name(), control));
    }
}
