package dev.backchannel.learner.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.Disposition;
import dev.backchannel.avro.LearnerStep;
import dev.backchannel.avro.OperatorEvent;
import dev.backchannel.avro.OperatorEventKind;
import dev.backchannel.avro.Outcome;
import dev.backchannel.avro.Verdict;
import dev.backchannel.learner.LearnerConfig;
import dev.backchannel.learner.LearnerRole;
import dev.backchannel.learner.log.RollbackInbox;
import dev.backchannel.learner.testing.Harness;
import dev.backchannel.learner.testing.LearnerProcess;
import dev.backchannel.learner.testing.Learners;
import dev.backchannel.learner.testing.Preferences;
import dev.backchannel.learner.testing.Rollbacks;
import dev.backchannel.learner.testing.Settings;
import dev.backchannel.topics.Arguments;
import dev.backchannel.topics.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The learner goes back to where an operator says, once; the log remembers, and what was learned in vain has its end. */
class RollbackTest extends Harness {
    @Test
    void theNextStepStartsFromTheTargetAndTheLogReplays(@TempDir Path quietStore, @TempDir Path roughStore) {
        Topics quiet = cluster.topics();
        LearnerConfig config = Settings.byCount(model);
        Checkpoint target;
        try (LearnerRole learner = learners.start(quiet, quietStore, config)) {
            send(quiet, 0, 12);
            target = learners.awaitCheckpoints(quiet, 4).get(1);
            Rollbacks.applied(cluster, quiet, "k1", target.getCheckpointId());
            learners.awaitCheckpoints(quiet, 5);
            send(quiet, 12, 20);
            assertThat(learners.awaitCheckpoints(quiet, 7)).hasSize(7);
            assertThat(learner.failure()).isEmpty();
        }
        List<Checkpoint> all = cluster.checkpoints(quiet);
        Checkpoint back = all.get(4);
        assertThat(back.getRolledBackTo()).isEqualTo(target.getCheckpointId());
        assertThat(back.getParentId()).isEqualTo(target.getCheckpointId());
        assertThat(back.getConsumedOffset()).as("offsets do not rewind").isEqualTo(12);
        assertThat(back.getNewestAcceptedAt()).isEqualTo(target.getNewestAcceptedAt());
        assertThat(back.getFileDigests().get("adapter_model.safetensors"))
                .isEqualTo(target.getFileDigests().get("adapter_model.safetensors"));
        assertThat(all.get(5).getParentId()).isEqualTo(back.getCheckpointId());
        List<LearnerStep> steps = cluster.read(quiet.learnerSteps);
        assertThat(steps)
                .extracting(LearnerStep::getCause)
                .containsExactly("size", "size", "size", "rollback", "size", "size");
        assertThat(steps.get(3).getCommandId()).isEqualTo("k1");
        assertThat(steps.get(4).getReplayed())
                .as("of what the target had taught")
                .isNotEmpty()
                .isSubsetOf("p0", "p1", "p2", "p3");
        List<Disposition> ends = cluster.read(quiet.dispositions);
        assertThat(ends).extracting(Disposition::getOutcome).containsOnly(Outcome.REVERTED);
        assertThat(ends).extracting(Disposition::getEventId).containsExactlyElementsOf(events(4, 12));
        assertThat(ends.get(0).getReason()).contains("rolled back", target.getCheckpointId(), "k1");
        assertReplays(quiet, config, 7);

        // The answer comes while nobody leads, and learners change once more before the next step.
        Topics rough = cluster.topics();
        run(rough, roughStore, 0, 12, 4);
        Rollbacks.applied(cluster, rough, "k1", target.getCheckpointId());
        run(rough, roughStore, 12, 12, 5);
        run(rough, roughStore, 12, 20, 7);
        assertThat(Learners.ids(cluster.checkpoints(rough))).isEqualTo(Learners.ids(all));
    }

    @Test
    void backToTheBeginningAndToAnotherReference(@TempDir Path store) {
        Topics topics = cluster.topics();
        LearnerConfig config = Settings.byCount(model);
        try (LearnerRole learner = learners.start(topics, store, config)) {
            send(topics, 0, 8);
            List<Checkpoint> learned = learners.awaitCheckpoints(topics, 3);
            AnchoringTest.anchor(cluster, topics, learned.get(2).getCheckpointId());
            send(topics, 8, 12);
            learners.awaitCheckpoints(topics, 5);
            Rollbacks.applied(
                    cluster, topics, "k1", learned.get(1).getCheckpointId().substring(0, 16));
            learners.awaitCheckpoints(topics, 6);
            Rollbacks.applied(cluster, topics, "k2", Arguments.BASE);
            learners.awaitCheckpoints(topics, 7);
            send(topics, 12, 16);
            learners.awaitCheckpoints(topics, 8);
            assertThat(learner.failure()).isEmpty();
        }
        List<Checkpoint> all = cluster.checkpoints(topics);
        assertThat(all.get(4).getAnchor()).isEqualTo(all.get(2).getCheckpointId());
        assertThat(all.get(5).getAnchor()).as("the target's own").isNull();
        assertThat(all.get(6).getRolledBackTo()).isEqualTo(Arguments.BASE);
        assertThat(all.get(6).getParentId()).isEqualTo(all.get(0).getCheckpointId());
        assertThat(all.get(6).getGate().getVerdict()).isEqualTo(Verdict.PASSED);
        assertThat(cluster.read(topics.dispositions).stream().map(Disposition::getEventId))
                .containsExactlyInAnyOrderElementsOf(events(0, 12));
        assertReplays(topics, config, 8);
    }

    @Test
    void whatCannotBeFollowedIsToldOnceAndChangesNothing(@TempDir Path store) {
        Topics topics = cluster.topics();
        String second;
        try (LearnerRole learner = learners.start(topics, store, Settings.byCount(model))) {
            send(topics, 0, 8);
            List<Checkpoint> learned = learners.awaitCheckpoints(topics, 3);
            second = learned.get(2).getCheckpointId();
            Rollbacks.applied(cluster, topics, "k1", learned.get(1).getCheckpointId());
            learners.awaitCheckpoints(topics, 4);
            assertThat(learner.failure()).isEmpty();
        }
        for (int term = 0; term < 2; term++) {
            try (LearnerRole learner = learners.start(topics, store, Settings.byCount(model))) {
                if (term == 0) {
                    Rollbacks.applied(cluster, topics, "k2", second);
                    Rollbacks.applied(cluster, topics, "k3", "nobody");
                    Rollbacks.answered(cluster, topics, "k4", OperatorEventKind.REJECTED, "other", second);
                }
                await().atMost(Learners.PATIENCE).until(() -> refusals(topics).size() >= 2);
                await().atMost(Learners.PATIENCE).until(learner::caughtUp);
                assertThat(learner.failure()).isEmpty();
            }
        }
        assertThat(refusals(topics)).hasSize(2);
        assertThat(refusals(topics).get(0).getMessage()).contains("k2", "no ancestor", "Publish it");
        assertThat(refusals(topics).get(1).getMessage()).contains("k3", "'nobody'");
        assertThat(cluster.checkpoints(topics)).hasSize(4);
    }

    /** Wherever it dies, before, within or after, the learner ends like one that was left in peace. */
    @Test
    @Tag("fault")
    void killsAroundARollbackLeaveNoTrace(@TempDir Path quietStore, @TempDir Path folder) throws Exception {
        Topics quiet = cluster.topics();
        run(quiet, quietStore, 0, 12, 4);
        String target = cluster.checkpoints(quiet).get(1).getCheckpointId();
        Rollbacks.applied(cluster, quiet, "k1", target);
        run(quiet, quietStore, 12, 12, 5);
        run(quiet, quietStore, 12, 20, 7);
        List<String> undisturbed = Learners.ids(cluster.checkpoints(quiet));
        for (int kill = 0; kill < 8; kill++) {
            Topics rough = cluster.topics();
            Path store = Files.createDirectory(folder.resolve("store" + kill));
            run(rough, store, 0, 12, 4);
            Process learner = LearnerProcess.start(
                    rough, cluster.servers(), model.folder(), store, folder.resolve("learner.log"));
            try {
                assertThat(LearnerProcess.awaitLeading(learner)).isTrue();
                Rollbacks.applied(cluster, rough, "k1", target);
                if (kill % 2 == 0) {
                    awaitFolders(store, 5);
                } else {
                    // Not a wait for something to happen: the point is to strike at any instant.
                    TimeUnit.MILLISECONDS.sleep(60L * kill);
                }
            } finally {
                learner.destroyForcibly().waitFor();
            }
            run(rough, store, 12, 12, 5);
            run(rough, store, 12, 20, 7);
            assertThat(Learners.ids(cluster.checkpoints(rough))).isEqualTo(undisturbed);
            assertThat(cluster.read(rough.dispositions)).as("once each").hasSize(8);
        }
    }

    /** Strikes when the files are there, and the record may not be. Polls without a pause: it is a matter of ms. */
    private static void awaitFolders(Path store, int count) throws IOException {
        long deadline = System.nanoTime() + Learners.PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            try (var all = Files.list(store)) {
                if (all.filter(f -> f.getFileName().toString().matches("[0-9a-f]{64}"))
                                .count()
                        >= count) {
                    return;
                }
            }
            Thread.onSpinWait();
        }
    }

    private void assertReplays(Topics topics, LearnerConfig config, int steps) {
        try (StepLogReplay replay = new StepLogReplay(config, topics, cluster.servers(), model, Optional.empty())) {
            ReplayReport report = replay.replay(Optional.empty(), step -> {});
            assertThat(report.difference()).isEmpty();
            assertThat(report.steps()).isEqualTo(steps);
        }
    }

    private List<OperatorEvent> refusals(Topics topics) {
        return cluster.read(topics.operatorEvents).stream()
                .filter(e -> e.getName().equals(RollbackInbox.REFUSED))
                .toList();
    }

    private void run(Topics topics, Path store, int from, int to, int checkpoints) {
        var config = Settings.byCount(model);
        try (LearnerRole learner = learners.start(
                topics, store, config.withMembership(config.membership().as("the-one")))) {
            send(topics, from, to);
            learners.awaitCheckpoints(topics, checkpoints);
            assertThat(learner.failure()).isEmpty();
        }
    }

    private void send(Topics topics, int from, int to) {
        IntStream.range(from, to).forEach(i -> cluster.send(topics, Preferences.mixed(i)));
    }

    private static List<String> events(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "e" + i).toList();
    }
}
