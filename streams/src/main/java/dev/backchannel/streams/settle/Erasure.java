package dev.backchannel.streams.settle;

import dev.backchannel.avro.Outcome;
import dev.backchannel.avro.PendingSignal;
import dev.backchannel.avro.TurnState;
import dev.backchannel.streams.Arrived;
import dev.backchannel.streams.mining.Miners;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** Turns and signals of users who are erased: they end, and their text goes. Pure. */
final class Erasure {
    static final String REASON = "erased: its user is";
    static final String OF_TURN = "erased: the user of its turn is";

    private final BiPredicate<String, String> erased;

    /** @param erased of tenant and user_id, which may be null */
    Erasure(BiPredicate<String, String> erased) {
        this.erased = erased;
    }

    boolean isErased(String tenant, @Nullable String userIdOrNull) {
        return erased.test(tenant, userIdOrNull);
    }

    /** Why this signal of the turn may not be kept; empty: it may. */
    Optional<String> objection(TurnState turn, PendingSignal signal) {
        if (erased.test(turn.getTenant(), signal.getUserId())) {
            return Optional.of(REASON);
        }
        return erased.test(turn.getTenant(), turn.getUserId()) ? Optional.of(OF_TURN) : Optional.empty();
    }

    /**
     * What is left of a turn, without its text if it is of somebody erased, and without the signals that end by that.
     *
     * @return no change if nothing of it is theirs
     */
    Decision forget(TurnState state) {
        boolean own = state.getTurn() != null && erased.test(state.getTenant(), state.getUserId());
        Outbox out = new Outbox();
        List<PendingSignal> left = new ArrayList<>();
        for (PendingSignal signal : state.getPending()) {
            objection(state, signal)
                    .ifPresentOrElse(reason -> out.end(state, signal, Outcome.ERASED, reason), () -> left.add(signal));
        }
        boolean hasText = own && (state.getTextApart() || TurnText.isIn(Arrived.turn(state)));
        if (!hasText && left.size() == state.getPending().size()) {
            return Decision.none();
        }
        TurnState rest = left.isEmpty() ? Settlement.idle(state) : waiting(state, left);
        out.store(own ? TurnStates.withText(rest, TurnText.stripped(Arrived.turn(state), REASON), false) : rest);
        return out.decision();
    }

    /** A task that nobody waits for any more is answered in vain. */
    private static TurnState waiting(TurnState state, List<PendingSignal> left) {
        boolean asked = left.stream().anyMatch(s -> isAsker(state, s));
        TurnState rest = TurnStates.withPending(
                state, left, state.getClosesAt() == null && !asked ? state.getTaskDeadline() : state.getClosesAt());
        return asked ? rest : TurnStates.withTask(rest, null, null);
    }

    private static boolean isAsker(TurnState state, PendingSignal signal) {
        return Miners.taskId(state, signal).equals(state.getAwaitingTask());
    }
}
