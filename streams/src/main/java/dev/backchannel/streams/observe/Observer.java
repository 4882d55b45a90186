package dev.backchannel.streams.observe;

import dev.backchannel.avro.Observation;
import dev.backchannel.avro.ObservedSignals;
import dev.backchannel.avro.TurnState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Remembers with each turn what has been counted of it, so that a later word corrects an earlier one. Pure. */
public final class Observer {
    private final SignalReader reader;

    public Observer(SignalReader reader) {
        this.reader = reader;
    }

    /** What is remembered with the turn from now on, and what to count. */
    public record Observed(ObservedSignals signals, Observation observation) {}

    /**
     * @param state about to be stored
     * @param signals all that were settled with it, of this and of other turns
     * @return empty: nothing new
     */
    public Optional<Observed> observe(TurnState state, List<Reacted> signals) {
        if (signals.isEmpty() || !Observations.isCounted(state)) {
            return Optional.empty();
        }
        List<Reacted> own = new ArrayList<>();
        for (Reacted reacted : signals) {
            if (reacted.turn().getTurnId().equals(state.getTurnId())) {
                own.add(reacted);
            }
        }
        if (own.isEmpty()) {
            return Optional.empty();
        }
        ObservedSignals before = state.getObserved();
        ObservedSignals after = reader.after(before, own);
        return after.equals(before)
                ? Optional.empty()
                : Observations.changed(state, before, after).map(change -> new Observed(after, change));
    }
}
