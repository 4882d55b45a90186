package dev.backchannel.streams.mining;

import dev.backchannel.avro.PendingSignal;
import dev.backchannel.topics.Keys;
import java.util.Comparator;

/**
 * The order of trust on one turn: edit, thumb, regeneration, follow-up (one that was sent as such before a derived one),
 * acceptance. Between equals what the user did last, by occurred_at and then event_id, counts.
 */
public final class Trust {
    /** Least trusted first. */
    public static final Comparator<PendingSignal> ORDER = Comparator.comparingInt(Trust::rank)
            .thenComparing(PendingSignal::getOccurredAt)
            .thenComparing(PendingSignal::getEventId);

    private Trust() {}

    public static int rank(PendingSignal signal) {
        return switch (signal.getSignal()) {
            case EDIT -> 6;
            case THUMB -> 5;
            case REGENERATION -> 4;
            case FOLLOW_UP -> isDerived(signal) ? 2 : 3;
            case ACCEPTANCE -> 1;
            case UNKNOWN -> 0;
        };
    }

    public static boolean isDerived(PendingSignal signal) {
        return signal.getEventId().endsWith(Keys.DERIVED_FOLLOW_UP);
    }
}
