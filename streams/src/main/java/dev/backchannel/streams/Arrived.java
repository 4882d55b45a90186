package dev.backchannel.streams;

import dev.backchannel.avro.Turn;
import dev.backchannel.avro.TurnState;
import java.util.Objects;

/** What is only asked of a turn that has come: signals may come before it. */
public final class Arrived {
    private Arrived() {}

    public static Turn turn(TurnState state) {
        return Objects.requireNonNull(
                state.getTurn(),
                () -> "the turn " + state.getTurnId() + " has not come, so nothing is learned from it");
    }
}
