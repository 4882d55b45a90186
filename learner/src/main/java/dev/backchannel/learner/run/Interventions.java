package dev.backchannel.learner.run;

import dev.backchannel.avro.OperatorAction;
import dev.backchannel.avro.OperatorCommand;
import dev.backchannel.avro.OperatorEvent;
import dev.backchannel.avro.Preference;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Gives each of an operator's commands to whom it concerns. */
record Interventions(Publication publication, Anchoring anchoring, Rollback rollback) {
    /**
     * @param consumed first offset that no committed step covers
     * @param erased of whom nothing may be kept
     */
    Intervention carryOut(OperatorCommand command, Standing standing, long consumed, Predicate<Preference> erased) {
        List<String> dropped = standing.kept(erased);
        Standing rest = standing.without(Set.copyOf(dropped));
        return command.getAction() == OperatorAction.ANCHOR
                ? anchoring.carryOut(command, rest, consumed, dropped)
                : publication.carryOut(command, rest, consumed, dropped);
    }

    /** @param outcome of a ROLLBACK that was applied */
    Intervention follow(OperatorEvent outcome, Standing standing, long consumed, Predicate<Preference> erased) {
        return rollback.carryOut(outcome, standing, consumed, erased);
    }

    /** Its outcome was committed. */
    void done(OperatorCommand command) {
        if (command.getAction() == OperatorAction.PUBLISH) {
            publication.discard(command);
        }
    }
}
