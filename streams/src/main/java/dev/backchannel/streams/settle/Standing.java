package dev.backchannel.streams.settle;

import dev.backchannel.avro.Outcome;
import dev.backchannel.avro.PendingSignal;
import dev.backchannel.avro.TurnState;
import dev.backchannel.streams.Arrived;
import dev.backchannel.streams.mining.ThumbUndo;
import java.util.List;
import java.util.Optional;

/** Ends the signals that cannot speak for a turn, whatever they say. */
final class Standing {
    private Standing() {}

    /** @return the signals that are left */
    static List<PendingSignal> of(TurnState state, Outbox out) {
        Optional<String> problem = TurnText.problem(Arrived.turn(state));
        boolean taught = state.getTaughtPair() || state.getTaughtLabel();
        boolean exhausted = state.getTaughtPair() && state.getTaughtLabel();
        ThumbUndo undo = ThumbUndo.of(state.getPending());
        undo.undone().forEach(s -> out.end(state, s, Outcome.SUPERSEDED, "undone"));
        for (PendingSignal none : undo.vain()) {
            if (taught) {
                out.end(state, none, Outcome.EXPIRED, "already_taught");
            } else {
                out.end(state, none, Outcome.NEUTRAL, "there was no thumb to take back");
            }
        }
        if (exhausted) {
            undo.standing().forEach(s -> out.end(state, s, Outcome.EXPIRED, "already_taught"));
            return List.of();
        }
        if (problem.isPresent()) {
            undo.standing().forEach(s -> out.end(state, s, Outcome.UNUSABLE, problem.get()));
            return List.of();
        }
        return undo.standing();
    }
}
