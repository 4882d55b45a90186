package dev.backchannel.access;

import dev.backchannel.avro.OperatorCommand;
import dev.backchannel.avro.OperatorEvent;

/** Which event is the outcome of which command: a refusal says nothing of a command with the same id that counts. */
public final class CommandOutcomes {
    private CommandOutcomes() {}

    /** Whether it says what came of the command of that id that counted. */
    public static boolean answers(OperatorEvent event, String commandId) {
        return event.getRefusal() == null && commandId.equals(event.getCommandId());
    }

    /** Whether it says what came of this very record. */
    public static boolean answers(OperatorEvent event, OperatorCommand command) {
        return event.getRefusal() == null
                ? command.getCommandId().equals(event.getCommandId())
                : event.getRefusal().getDigest().equals(SignedForm.digest(command));
    }
}
