package dev.backchannel.streams.observe;

import dev.backchannel.avro.Observation;
import dev.backchannel.avro.ObservedSignals;
import dev.backchannel.avro.TurnState;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Remembers with each turn what has been counted of it, so that a later word corrects an earlier one. Pure. */
public final class Observer {
    private final SignalReader reader;

    public Observer(SignalReader reader) {
        this.reader = reader;
    }

    /**
     * A turn's state as it is to be stored, and what to count.
     *
     * @param observation empty: nothing new
     */
    public record Observed(TurnState state, Optional<Observation> observation) {}

    /**
     * @param state about to be stored
     * @param signals all that were settled with it, of this and of other turns
     */
    public Observed observe(TurnState state, List<Reacted> signals) {
        if (signals.isEmpty() || !Observations.isCounted(state)) {
            return new Observed(state, Optional.empty());
        }
        List<Reacted> own = new ArrayList<>();
        for (Reacted reacted : signals) {
            if (reacted.turn().getTurnId().equals(state.getTurnId())) {
                own.add(reacted);
            }
        }
        ObservedSignals before = state.getObserved();
        ObservedSignals after = own.isEmpty() ? before : reader.after(before, own);
        if (Objects.equals(before, after)) {
            return new Observed(state, Optional.empty());
        }
        Optional<Observation> change = Observations.changed(state, before, after);
        return change.isEmpty()
                ? new Observed(state, change)
                : new Observed(TurnState.newBuilder(state).setObserved(after).build(), change);
    }
}
