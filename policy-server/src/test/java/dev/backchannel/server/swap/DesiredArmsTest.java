package dev.backchannel.server.swap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.access.CommandTrust;
import dev.backchannel.arms.ArmCommands;
import dev.backchannel.arms.CheckpointHistory;
import dev.backchannel.arms.Experiments;
import dev.backchannel.avro.Experiment;
import dev.backchannel.avro.OperatorAction;
import dev.backchannel.avro.OperatorCommand;
import dev.backchannel.avro.OperatorEvent;
import dev.backchannel.avro.OperatorEventKind;
import dev.backchannel.avro.Refusal;
import dev.backchannel.topics.Arms;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Commands hold before streams has settled them, in whatever order the topics are read, and streams has the last word. */
class DesiredArmsTest {
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

    private final CheckpointHistory history = new CheckpointHistory();
    private final DesiredArms desired = new DesiredArms("default");

    @Test
    void withoutStreamsTheCommandsHoldInTheirOrder() {
        assertThat(share()).isEqualTo(1);
        desired.command(3, split("c1", "0.25"));
        desired.command(4, split("c2", "0.75"));
        desired.command(5, split("c1", "0.25"));
        assertThat(share()).as("given again, carried out once").isEqualTo(0.75);
        desired.command(6, split("other", "0.5", "another"));
        assertThat(share()).isEqualTo(0.75);
    }

    @Test
    void whatStreamsWritesForAnOlderCommandUndoesNothing() {
        desired.command(3, split("c1", "0.25"));
        desired.command(4, split("c2", "0.75"));
        desired.experiment("default", written("c1", 0.25));
        desired.outcome(outcome("c1", OperatorEventKind.APPLIED, "1", "0.25"));
        assertThat(share()).isEqualTo(0.75);
        desired.experiment("default", written("c2", 0.8));
        assertThat(share()).as("streams has the last word").isEqualTo(0.8);
        assertThat(desired.ahead()).isEmpty();
    }

    @Test
    void anOutcomeThatIsSeenBeforeItsExperimentUndoesNothing() {
        desired.command(3, split("c1", "0.25"));
        desired.outcome(outcome("c1", OperatorEventKind.APPLIED, "1", "0.25"));
        assertThat(share()).isEqualTo(0.25);
        desired.experiment("default", written(null, 0.3));
        assertThat(share()).as("a checkpoint changed it since").isEqualTo(0.3);
    }

    @Test
    void anExperimentThatIsSeenBeforeItsCommandSettlesIt() {
        desired.experiment("default", written("c1", 0.3));
        desired.command(3, split("c1", "0.25"));
        assertThat(share()).isEqualTo(0.3);
    }

    @Test
    void whatStreamsRejectsOrFindsDoneHoldsNoLonger() {
        desired.experiment("default", written(null, 0.9));
        desired.command(3, split("c1", "0.25"));
        desired.outcome(outcome("c1", OperatorEventKind.REJECTED, null, null));
        assertThat(share()).isEqualTo(0.9);
        desired.command(4, split("c2", "0.25"));
        desired.outcome(outcome("c2", OperatorEventKind.APPLIED, "same", "same"));
        assertThat(share()).isEqualTo(0.9);
    }

    /** A server whose file of keys is newer, or older, than that of streams. */
    @Test
    void whatStreamsRefusesHoldsNoLongerAndAnotherWithItsIdDoes() {
        desired.experiment("default", written(null, 0.9));
        desired.command(3, split("c1", "0.25"));
        desired.command(4, split("c2", "0.75"));
        desired.outcome(refusal(split("c2", "0.75")));
        assertThat(desired.ahead()).containsExactly("c1");
        desired.outcome(refusal(split("c1", "0.5")));
        assertThat(share()).as("that was another record").isEqualTo(0.25);
        desired.outcome(refusal(split("c3", "0.5")));
        desired.command(5, split("c3", "0.5"));
        assertThat(share()).as("refused before it was read here").isEqualTo(0.25);
    }

    @Test
    void aRestartTakesUpOnlyWhatWasNeverAnswered() {
        desired.command(3, split("c1", "0.25"));
        desired.outcome(outcome("c1", OperatorEventKind.APPLIED, "1", "0.25"));
        desired.experiment("default", written(null, 0.3)); // compaction left no more than the last
        desired.command(4, split("c2", "0.75"));
        desired.everythingRead();
        assertThat(share()).isEqualTo(0.75);
        assertThat(desired.ahead()).containsExactly("c2");
    }

    @Test
    void aForgeryTakesNoCommandsPlace() {
        desired.command(3, split("c1", "0.9"));
        desired.outcome(refusal(split("c1", "0.9")));
        desired.command(4, split("c1", "0.25"));
        assertThat(share()).as("its forgery was seen before it was refused").isEqualTo(0.25);
        desired.outcome(refusal(split("c2", "0.9")));
        desired.command(5, split("c2", "0.9"));
        desired.command(6, split("c2", "0.5"));
        assertThat(share()).as("and after").isEqualTo(0.5);
    }

    @Test
    void anExperimentNobodyCouldBeRoutedByIsPassedOver() {
        desired.experiment("default", written(null, 0.3));
        Experiment none = written(null, 0.3);
        none.getArms().forEach(arm -> arm.setShare(0));
        desired.experiment("default", none);
        assertThat(share()).isEqualTo(0.3);
    }

    private double share() {
        return Arms.share(desired.wanted(history), Arms.CANDIDATE);
    }

    private static Experiment written(String commandId, double share) {
        Experiment experiment = Experiments.split(Experiments.direct("default", 0), share);
        experiment.setCommandId(commandId);
        return experiment;
    }

    private static OperatorCommand split(String id, String share) {
        return split(id, share, "default");
    }

    private static OperatorCommand split(String id, String share, String target) {
        return OperatorCommand.newBuilder()
                .setCommandId(id)
                .setIssuedBy("ann")
                .setReason("why not")
                .setTarget(target)
                .setAction(OperatorAction.SPLIT)
                .setArguments(Map.of(ArmCommands.CANDIDATE_SHARE, share))
                .setIssuedAt(NOW)
                .build();
    }

    private static OperatorEvent refusal(OperatorCommand command) {
        return OperatorEvent.newBuilder(outcome(command.getCommandId(), OperatorEventKind.REJECTED, null, null))
                .setRefusal(new Refusal("unsigned", CommandTrust.digest(command)))
                .build();
    }

    private static OperatorEvent outcome(String id, OperatorEventKind kind, String before, String after) {
        Map<String, String> details = new HashMap<>();
        details.put("before", before);
        details.put("after", after);
        return OperatorEvent.newBuilder()
                .setCommandId(id)
                .setKind(kind)
                .setName("split")
                .setTarget("default")
                .setComponent("streams")
                .setMessage("")
                .setDetails(details)
                .setAt(NOW)
                .build();
    }
}
