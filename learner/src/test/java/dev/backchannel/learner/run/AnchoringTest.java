package dev.backchannel.learner.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.LearnerStep;
import dev.backchannel.avro.OperatorCommand;
import dev.backchannel.avro.OperatorEvent;
import dev.backchannel.avro.OperatorEventKind;
import dev.backchannel.learner.LearnerRole;
import dev.backchannel.learner.publish.AnchorCommands;
import dev.backchannel.learner.testing.Cluster;
import dev.backchannel.learner.testing.Harness;
import dev.backchannel.learner.testing.Learners;
import dev.backchannel.learner.testing.Operator;
import dev.backchannel.learner.testing.Preferences;
import dev.backchannel.learner.testing.Settings;
import dev.backchannel.topics.Topics;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reference policy changes on command, as a step of its own, and the log remembers. */
class AnchoringTest extends Harness {
    private static final double LN_2 = Math.log(2);

    @Test
    void theLossBeginsAnewTheRecordsSaySoAndTheLogReplays(@TempDir Path quietStore, @TempDir Path roughStore) {
        Topics quiet = cluster.topics();
        try (LearnerRole learner = learners.start(quiet, quietStore, Settings.byCount(model))) {
            send(quiet, 0, 8);
            String second = Learners.ids(learners.awaitCheckpoints(quiet, 3)).get(2);
            assertApplied(anchor(quiet, second.substring(0, 12)));
            send(quiet, 8, 16);
            learners.awaitCheckpoints(quiet, 6);
            assertApplied(anchor(quiet, AnchorCommands.BASE));
            send(quiet, 16, 20);
            assertThat(learners.awaitCheckpoints(quiet, 8)).hasSize(8);
            assertThat(learner.failure()).isEmpty();
        }
        List<Checkpoint> all = cluster.checkpoints(quiet);
        String second = all.get(2).getCheckpointId();
        assertThat(all)
                .extracting(Checkpoint::getAnchor)
                .containsExactly(null, null, null, second, second, second, null, null);
        assertThat(cluster.read(quiet.learnerSteps))
                .extracting(LearnerStep::getAnchor)
                .containsExactly(null, null, second, second, second, null, null);
        assertThat(cluster.read(quiet.learnerSteps))
                .extracting(LearnerStep::getCause)
                .containsExactly("size", "size", "anchor", "size", "size", "anchor", "size");
        assertThat(all.get(3).getParentId()).isEqualTo(second);
        assertThat(all.get(3).getFileDigests().get("adapter_model.safetensors"))
                .isEqualTo(all.get(2).getFileDigests().get("adapter_model.safetensors"));
        // Policy and reference are the same again, for replayed pairs as for fresh ones.
        assertThat(loss(all.get(2))).isLessThan(LN_2 - 1e-3);
        assertThat(all.get(4).getMetrics().get("replayed")).isPositive();
        assertThat(loss(all.get(4))).isCloseTo(LN_2, within(1e-5));
        assertThat(loss(all.get(5))).isLessThan(LN_2);
        assertThat(loss(all.get(7))).isLessThan(LN_2 - 1e-2);
        try (StepLogReplay replay =
                new StepLogReplay(Settings.byCount(model), quiet, cluster.servers(), model, Optional.empty())) {
            ReplayReport report = replay.replay(Optional.empty(), step -> {});
            assertThat(report.difference()).isEmpty();
            assertThat(report.steps()).isEqualTo(8);
        }

        Topics rough = cluster.topics();
        run(rough, roughStore, 0, 8, 3);
        try (LearnerRole learner = learners.start(rough, roughStore, Settings.byCount(model))) {
            assertApplied(anchor(rough, second));
            assertThat(learner.failure()).isEmpty();
        }
        run(rough, roughStore, 8, 16, 6);
        assertThat(Learners.ids(cluster.checkpoints(rough))).isEqualTo(Learners.ids(all.subList(0, 6)));
    }

    @Test
    void whatCannotBeAReferenceIsRejectedWithTheReasonAndNothingElseHappens(@TempDir Path store) {
        Topics topics = cluster.topics();
        try (LearnerRole learner = learners.start(topics, store, Settings.byCount(model))) {
            learners.awaitCheckpoints(topics, 1);
            assertThat(rejection(topics, AnchorCommands.BASE)).contains("nothing has been learned");
            send(topics, 0, 4);
            learners.awaitCheckpoints(topics, 2);
            assertThat(rejection(topics, AnchorCommands.BASE)).contains("the base is the reference already");
            assertThat(rejection(topics, "nobody")).contains("0 of 2 checkpoints", "'nobody'");
            assertThat(learner.failure()).isEmpty();
        }
        try (LearnerRole learner =
                learners.start(topics, store, Settings.byCount(model).withLearningRate(1e39))) {
            send(topics, 4, 8);
            Checkpoint refused = learners.awaitCheckpoints(topics, 3).get(2);
            assertThat(rejection(topics, refused.getCheckpointId())).contains("the gate refused", "finite");
            Checkpoint foreign = Checkpoint.newBuilder(refused)
                    .setCheckpointId("foreign")
                    .setBaseDigest("0123")
                    .build();
            cluster.send(
                    topics.checkpoints,
                    "foreign",
                    topics.checkpoints.valueSerde().serializer().serialize(topics.checkpoints.name(), foreign));
            assertThat(rejection(topics, "foreign")).contains("belongs to the base 0123", model.baseDigest());
            assertThat(learner.failure()).isEmpty();
        }
        assertThat(cluster.read(topics.learnerSteps)).hasSize(2);
    }

    private void run(Topics topics, Path store, int from, int to, int count) {
        try (LearnerRole learner = learners.start(topics, store, Settings.byCount(model))) {
            send(topics, from, to);
            learners.awaitCheckpoints(topics, count);
            assertThat(learner.failure()).isEmpty();
        }
    }

    private void send(Topics topics, int from, int to) {
        IntStream.range(from, to).forEach(i -> cluster.send(topics, Preferences.pair(i)));
    }

    private static double loss(Checkpoint checkpoint) {
        return checkpoint.getMetrics().get("loss.pairs");
    }

    private static void assertApplied(OperatorEvent event) {
        assertThat(event.getKind()).as(event.getMessage()).isEqualTo(OperatorEventKind.APPLIED);
    }

    private String rejection(Topics topics, String checkpoint) {
        OperatorEvent event = anchor(topics, checkpoint);
        assertThat(event.getKind()).as(event.getMessage()).isEqualTo(OperatorEventKind.REJECTED);
        return event.getMessage();
    }

    private OperatorEvent anchor(Topics topics, String checkpoint) {
        return anchor(cluster, topics, checkpoint);
    }

    static OperatorEvent anchor(Cluster cluster, Topics topics, String checkpoint) {
        OperatorCommand command = AnchorCommands.of(topics, checkpoint, "test", "a new house", Instant.now());
        return Operator.ask(cluster, topics, command);
    }
}
