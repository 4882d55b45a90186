package dev.backchannel.arms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.Experiment;
import dev.backchannel.avro.GateVerdict;
import dev.backchannel.avro.OperatorAction;
import dev.backchannel.avro.OperatorCommand;
import dev.backchannel.avro.Verdict;
import dev.backchannel.topics.Arms;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What each command makes of the arms; a, b, c… are checkpoints, each learned from the one before, one a second. */
class ArmCommandsTest {
    private static final Instant START = Instant.parse("2026-11-20T10:00:00Z");

    private final List<Checkpoint> topic = new ArrayList<>();
    private Experiment experiment = Experiments.direct("default", 0.1);

    ArmCommandsTest() {
        commit("a", null);
        commit("b", "a");
        commit("c", "b");
    }

    @Test
    void aRollbackGoesToTheOneBeforeAndWhatWasLeftIsNotOfferedAgain() {
        assertThat(served()).isEqualTo("c");
        given(OperatorAction.ROLLBACK, Map.of());
        assertThat(served()).isEqualTo("b");
        commit("of-c", "c");
        assertThat(served()).as("what descends from it").isEqualTo("b");
        commit("of-b", "b");
        assertThat(served()).as("what is learned from the target").isEqualTo("of-b");
        given(OperatorAction.ROLLBACK, Map.of("checkpoint", "a"));
        assertThat(served()).isEqualTo("a");
        assertThat(experiment.getRevoked()).containsExactlyInAnyOrder("b", "c", "of-c", "of-b");
        rejected(OperatorAction.ROLLBACK, Map.of("checkpoint", "c"), "pin it if it is good after all");
        given(OperatorAction.PIN, Map.of("checkpoint", "c"));
        assertThat(served()).as("good after all").isEqualTo("c");
        given(OperatorAction.ROLLBACK, Map.of("checkpoint", "base"));
        assertThat(served()).isEqualTo("base");
        commit("fresh", null);
        assertThat(served()).isEqualTo("fresh");
    }

    @Test
    void whatTheLearnerCommitsOnARollbackComesFromItsTarget() {
        given(OperatorAction.ROLLBACK, Map.of());
        topic.add(checkpoint("b-again", "c", Verdict.PASSED));
        topic.get(3).setRolledBackTo("b");
        assertThat(served()).isEqualTo("b-again");
        ArmVerdict verdict = verdict(command(OperatorAction.ROLLBACK, Map.of()));
        assertThat(verdict.checkpoint()).as("b are the same weights").contains("a");
        assertThat(verdict.details())
                .containsEntry("checkpoint", "a")
                .containsEntry("before", "direct: control 10 % base, candidate 90 % newest, rolled back 1 up to c")
                .containsEntry(
                        "after", "direct: control 10 % base, candidate 90 % newest, rolled back 3 up to b-again");
    }

    @Test
    void aRollbackGoesToWhatWasPromoted() {
        given(OperatorAction.PROMOTE, Map.of("checkpoint", "a"));
        assertThat(Experiments.pinOf(experiment, Arms.CONTROL)).contains("a");
        given(OperatorAction.ROLLBACK, Map.of());
        assertThat(served()).isEqualTo("a");
        given(OperatorAction.ROLLBACK, Map.of("checkpoint", "base"));
        assertThat(Experiments.pinOf(experiment, Arms.CONTROL))
                .as("nor in the other arm")
                .contains("base");
    }

    @Test
    void whenACommandIsReadChangesNothing() {
        OperatorCommand command = command(OperatorAction.ROLLBACK, Map.of());
        Experiment atOnce = verdict(command).after();
        commit("d", "c");
        commit("of-b", "b");
        assertThat(verdict(command).after()).isEqualTo(atOnce);
    }

    @Test
    void whatIsToBeLeftMayBeNamedWhereClocksDiffer() {
        OperatorCommand early = OperatorCommand.newBuilder(
                        command(OperatorAction.ROLLBACK, Map.of("checkpoint", "b", "from", "c")))
                .setIssuedAt(START.minusSeconds(60))
                .build();
        experiment = verdict(early).after();
        assertThat(served()).isEqualTo("b");
    }

    @Test
    void inAnExperimentBothArmsAreTheSameAfterwards() {
        experiment.setMode(Arms.EXPERIMENT);
        experiment = Experiments.pinned(Experiments.pinned(experiment, Arms.CONTROL, "a"), Arms.CANDIDATE, "b");
        given(OperatorAction.ROLLBACK, Map.of());
        assertThat(Experiments.pinOf(experiment, Arms.CANDIDATE)).contains("a");
        assertThat(Experiments.pinOf(experiment, Arms.CONTROL)).contains("a");
        assertThat(experiment.getRevoked()).containsExactlyInAnyOrder("b", "c");
    }

    @Test
    void pinsAndSplits() {
        given(OperatorAction.PIN, Map.of("checkpoint", "a"));
        assertThat(served()).isEqualTo("a");
        given(OperatorAction.PIN, Map.of());
        assertThat(served()).isEqualTo("c");
        given(OperatorAction.PIN, Map.of("checkpoint", "b", "arm", "control"));
        given(OperatorAction.SPLIT, Map.of("candidate", "0.25"));
        assertThat(Experiments.words(experiment)).isEqualTo("direct: control 75 % b, candidate 25 % newest");
        assertThat(experiment.getCommandId()).isEqualTo("SPLIT");
        ArmVerdict again = verdict(command(OperatorAction.SPLIT, Map.of("candidate", "0.25")));
        assertThat(again.message()).endsWith("already");
        assertThat(again.after()).isEqualTo(experiment);
    }

    @Test
    void thePromotedOneIsTheCandidates() {
        given(OperatorAction.PROMOTE, Map.of());
        assertThat(Experiments.pinOf(experiment, Arms.CONTROL)).contains("c");
    }

    @Test
    void whatCannotBeIsRejected() {
        topic.add(checkpoint("bad", "c", Verdict.REFUSED));
        rejected(OperatorAction.PIN, Map.of("checkpoint", "bad"), "the gate refused it");
        rejected(OperatorAction.PIN, Map.of("checkpoint", "a", "arm", "third"), "no arm 'third'");
        rejected(OperatorAction.ROLLBACK, Map.of("checkpoint", "nowhere"), "no checkpoint nowhere");
        rejected(OperatorAction.SPLIT, Map.of("candidate", "1.5"), "1.5, but must be 0 to 1");
        rejected(OperatorAction.SPLIT, Map.of("candidate", "half"), "half, but must be 0 to 1");
        rejected(OperatorAction.SPLIT, Map.of(), "0 to 1");
        given(OperatorAction.ROLLBACK, Map.of());
        rejected(OperatorAction.PROMOTE, Map.of("checkpoint", "c"), "was rolled back");
    }

    @Test
    void whatRetentionTookIsForgotten() {
        given(OperatorAction.ROLLBACK, Map.of("checkpoint", "a"));
        assertThat(experiment.getRevoked()).containsExactly("b", "c");
        topic.removeIf(checkpoint -> !checkpoint.getCheckpointId().equals("a"));
        commit("of-c", "c");
        commit("d", "a");
        commit("e", "d");
        given(OperatorAction.ROLLBACK, Map.of("checkpoint", "d"));
        assertThat(experiment.getRevoked()).as("of-c descends from c").containsExactlyInAnyOrder("c", "e");
        assertThat(served()).isEqualTo("d");
    }

    private void given(OperatorAction action, Map<String, String> arguments) {
        ArmVerdict verdict = verdict(command(action, arguments));
        assertThat(verdict.applied()).as(verdict.message()).isTrue();
        experiment = verdict.after();
    }

    private void rejected(OperatorAction action, Map<String, String> arguments, String why) {
        ArmVerdict verdict = verdict(command(action, arguments));
        assertThat(verdict.applied()).isFalse();
        assertThat(verdict.message()).contains(why);
        assertThat(verdict.after()).isEqualTo(experiment);
    }

    private ArmVerdict verdict(OperatorCommand command) {
        return ArmCommands.of(command, experiment, CheckpointHistory.of(topic));
    }

    private OperatorCommand command(OperatorAction action, Map<String, String> arguments) {
        return OperatorCommand.newBuilder()
                .setCommandId(action.name())
                .setIssuedBy("ann")
                .setReason("why not")
                .setTarget("default")
                .setAction(action)
                .setArguments(arguments)
                .setIssuedAt(START.plusSeconds(topic.size()).minusMillis(1))
                .build();
    }

    /** What the candidate serves. */
    private String served() {
        return Optional.ofNullable(
                        Arms.of(experiment, Arms.CANDIDATE).orElseThrow().getPinned())
                .orElseGet(() -> CheckpointHistory.of(topic).offered(experiment.getRevoked()).stream()
                        .findFirst()
                        .map(Checkpoint::getCheckpointId)
                        .orElse("base"));
    }

    private void commit(String id, String parent) {
        topic.add(checkpoint(id, parent, Verdict.PASSED));
    }

    private Checkpoint checkpoint(String id, String parent, Verdict verdict) {
        return Checkpoint.newBuilder()
                .setCheckpointId(id)
                .setParentId(parent)
                .setBaseDigest("base")
                .setUri(id)
                .setFileDigests(Map.of())
                .setStep(topic.size())
                .setConsumedOffset(topic.size())
                .setMetrics(Map.of())
                .setGate(new GateVerdict(verdict, List.of()))
                .setProbes(List.of())
                .setCreatedAt(START.plusSeconds(topic.size()))
                .build();
    }
}
