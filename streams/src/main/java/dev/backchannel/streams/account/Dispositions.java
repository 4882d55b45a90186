package dev.backchannel.streams.account;

import dev.backchannel.avro.Disposition;
import dev.backchannel.avro.Interaction;
import dev.backchannel.avro.Outcome;
import dev.backchannel.avro.PendingSignal;
import dev.backchannel.avro.Preference;
import dev.backchannel.avro.SignalKind;
import dev.backchannel.avro.TurnState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Writes what became of a signal. */
public final class Dispositions {
    private Dispositions() {}

    /** The end of a signal that teaches nothing. */
    public static Disposition end(TurnState turn, PendingSignal signal, Outcome outcome, String reason) {
        return of(turn, signal, outcome, reason, null);
    }

    /** The link from a signal to the preference it speaks for. */
    public static Disposition mined(TurnState turn, PendingSignal signal, Preference preference) {
        String kind = preference.getBody().getClass().getSimpleName();
        return of(turn, signal, Outcome.MINED, kind.equals("Pair") ? "pair" : "label", preference.getPreferenceId());
    }

    /** The end of an event that is no signal this version knows. */
    public static Disposition unknownKind(Interaction event, String kind, Instant acceptedAt) {
        return of(event, Outcome.UNUSABLE, "unknown kind '" + kind + "'", acceptedAt);
    }

    /** The end of a user's change of his profile: it was made, and teaches nothing. */
    public static Disposition profileChanged(Interaction event, Instant acceptedAt) {
        return of(event, Outcome.NEUTRAL, "profile_changed", acceptedAt);
    }

    /** The end of an event of somebody erased that is about no turn. */
    public static Disposition erased(Interaction event, Instant acceptedAt) {
        return of(event, Outcome.ERASED, "erased: its user is", acceptedAt);
    }

    private static Disposition of(Interaction event, Outcome outcome, String reason, Instant acceptedAt) {
        return new Disposition(
                event.getEventId(),
                event.getTenant(),
                event.getConversationId(),
                event.getTurnId(),
                event.getUserId(),
                SignalKind.UNKNOWN,
                outcome,
                reason,
                null,
                acceptedAt,
                null);
    }

    private static Disposition of(
            TurnState turn, PendingSignal signal, Outcome outcome, String reason, @Nullable String preferenceId) {
        return new Disposition(
                signal.getEventId(),
                turn.getTenant(),
                turn.getConversationId(),
                turn.getTurnId().isEmpty() ? null : turn.getTurnId(),
                signal.getUserId() == null ? turn.getUserId() : signal.getUserId(),
                signal.getSignal(),
                outcome,
                reason,
                preferenceId,
                signal.getAcceptedAt(),
                null);
    }
}
