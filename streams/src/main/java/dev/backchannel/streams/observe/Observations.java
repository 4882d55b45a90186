package dev.backchannel.streams.observe;

import dev.backchannel.avro.Assignment;
import dev.backchannel.avro.Observation;
import dev.backchannel.avro.ObservedSignals;
import dev.backchannel.avro.Totals;
import dev.backchannel.avro.Turn;
import dev.backchannel.avro.TurnState;
import dev.backchannel.streams.Arrived;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an experiment counts of turns. Turns without an arm, and those of who has opted out of learning, are not counted. A turn
 * without a user counts as its conversation's.
 */
public final class Observations {
    /** No user's id begins so in a record's key: ids of users follow the tenant's slash at once. */
    private static final String CONVERSATION = "/conversation/";

    private Observations() {}

    static boolean isCounted(TurnState state) {
        return state.getTrain() && state.getTurn() != null && state.getTurn().getArm() != null;
    }

    /** @param served as it came, with what only metrics need */
    public static Optional<Observation> served(TurnState state, Turn served) {
        return isCounted(state) ? Optional.of(of(state, Sums.of(served))) : Optional.empty();
    }

    /** What has changed since the turn was last counted; empty: nothing. */
    static Optional<Observation> changed(TurnState state, @Nullable ObservedSignals before, ObservedSignals after) {
        Totals change = Sums.minus(Sums.of(after), Sums.of(before));
        return Sums.isNone(change) ? Optional.empty() : Optional.of(of(state, change));
    }

    private static Observation of(TurnState state, Totals change) {
        Turn turn = Arrived.turn(state);
        Assignment assignment = turn.getAssignment();
        Instant acceptedAt = state.getAcceptedAt();
        return new Observation(
                state.getTenant(),
                unit(state),
                Objects.requireNonNull(turn.getArm(), "only what an arm answered is observed"),
                assignment == null ? 0L : assignment.getEpoch(),
                assignment == null || assignment.getShare() < 1,
                acceptedAt,
                change);
    }

    private static String unit(TurnState state) {
        String user = state.getUserId();
        return user == null || user.isBlank() ? CONVERSATION + state.getConversationId() : user;
    }
}
