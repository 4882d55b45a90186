package dev.backchannel.streams.operation;

import dev.backchannel.avro.Control;
import dev.backchannel.avro.OperatorCommand;
import java.util.Optional;

/**
 * What comes of a command.
 *
 * @param applied whether what it wants holds from now on
 * @param message for people: what was done, or why not; empty: somebody else says it
 * @param state the desired state of its target, if the command changes it
 */
record Verdict(boolean applied, String message, Optional<Control> state) {
    /** @param what holds in {@code after} */
    static Verdict of(OperatorCommand command, Control before, Control after, String what) {
        if (after.equals(before)) {
            return new Verdict(true, what + " already", Optional.empty());
        }
        Control state =
                Control.newBuilder(after).setCommandId(command.getCommandId()).build();
        return new Verdict(true, what + " from now on", Optional.of(state));
    }

    /** Somebody else says what came of it, once this is written. */
    Verdict unsaid() {
        return new Verdict(applied, "", state);
    }

    /** Whether somebody else answers. */
    boolean isUnsaid() {
        return message.isEmpty();
    }

    static Verdict rejected(String message) {
        return new Verdict(false, message, Optional.empty());
    }
}
