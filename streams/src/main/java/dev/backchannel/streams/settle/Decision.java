package dev.backchannel.streams.settle;

import dev.backchannel.avro.TurnState;
import java.util.List;

/**
 * What follows from an input: the states that changed and the records to write, all in one transaction.
 *
 * @param states each turn at most once
 */
public record Decision(List<TurnState> states, List<Effect> effects) {
    public Decision {
        states = List.copyOf(states);
        effects = List.copyOf(effects);
    }

    static Decision of(TurnState state, Effect... effects) {
        return new Decision(List.of(state), List.of(effects));
    }

    static Decision none() {
        return new Decision(List.of(), List.of());
    }
}
