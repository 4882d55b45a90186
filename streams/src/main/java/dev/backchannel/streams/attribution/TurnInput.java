package dev.backchannel.streams.attribution;

import dev.backchannel.avro.PendingSignal;
import dev.backchannel.avro.Turn;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What happens to one turn: it is accepted, or a signal for it is. */
public sealed interface TurnInput {
    String tenant();

    String conversationId();

    String turnId();

    /**
     * A new turn.
     *
     * @param first true: the conversation had no turn before
     */
    record TurnAccepted(
            String tenant,
            String conversationId,
            String turnId,
            @Nullable String userId,
            boolean train,
            Turn turn,
            boolean first,
            Instant acceptedAt)
            implements TurnInput {}

    /**
     * A signal.
     *
     * @param turnId of the turn it is about; empty when it named none and the conversation has none yet
     */
    record SignalAccepted(String tenant, String conversationId, String turnId, PendingSignal signal)
            implements TurnInput {}
}
