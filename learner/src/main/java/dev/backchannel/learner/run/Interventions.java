package dev.backchannel.learner.run;

import dev.backchannel.avro.OperatorAction;
import dev.backchannel.avro.OperatorCommand;

/** Gives each of an operator's commands to whom it concerns. */
record Interventions(Publication publication, Anchoring anchoring) {
    /** @param consumed first offset that no committed step covers */
    Intervention carryOut(OperatorCommand command, Standing standing, long consumed) {
        return command.getAction() == OperatorAction.ANCHOR
                ? anchoring.carryOut(command, standing, consumed)
                : publication.carryOut(command, standing, consumed);
    }

    /** Its outcome was committed. */
    void done(OperatorCommand command) {
        if (command.getAction() == OperatorAction.PUBLISH) {
            publication.discard(command);
        }
    }
}
