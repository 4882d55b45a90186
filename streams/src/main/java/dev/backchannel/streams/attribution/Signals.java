package dev.backchannel.streams.attribution;

import dev.backchannel.avro.Acceptance;
import dev.backchannel.avro.Edit;
import dev.backchannel.avro.FollowUp;
import dev.backchannel.avro.Interaction;
import dev.backchannel.avro.PendingSignal;
import dev.backchannel.avro.Regeneration;
import dev.backchannel.avro.SignalKind;
import dev.backchannel.avro.Thumb;
import dev.backchannel.streams.attribution.TurnInput.SignalAccepted;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Makes signals of events. */
final class Signals {
    private Signals() {}

    /**
     * One that was sent as such.
     *
     * @param traceparent of its record; null for none
     */
    static SignalAccepted sent(Interaction event, String turnId, Instant acceptedAt, @Nullable String traceparent) {
        return signal(
                event,
                turnId,
                event.getEventId(),
                kind(event.getPayload()),
                event.getPayload(),
                acceptedAt,
                traceparent);
    }

    /** One that the next turn carries. */
    static SignalAccepted derived(
            Interaction turnEvent, DerivedFollowUp followUp, Instant acceptedAt, @Nullable String traceparent) {
        return signal(
                turnEvent,
                followUp.turnId(),
                followUp.eventId(),
                SignalKind.FOLLOW_UP,
                new FollowUp(followUp.text()),
                acceptedAt,
                traceparent);
    }

    private static SignalAccepted signal(
            Interaction event,
            String turnId,
            String eventId,
            SignalKind kind,
            Object payload,
            Instant acceptedAt,
            @Nullable String traceparent) {
        return new SignalAccepted(
                event.getTenant(),
                event.getConversationId(),
                turnId,
                new PendingSignal(
                        eventId,
                        kind,
                        event.getUserId(),
                        acceptedAt,
                        event.getOccurredAt(),
                        event.getTrain(),
                        payload,
                        traceparent));
    }

    private static SignalKind kind(Object payload) {
        if (payload instanceof Edit) {
            return SignalKind.EDIT;
        }
        if (payload instanceof Thumb) {
            return SignalKind.THUMB;
        }
        if (payload instanceof Regeneration) {
            return SignalKind.REGENERATION;
        }
        if (payload instanceof FollowUp) {
            return SignalKind.FOLLOW_UP;
        }
        if (payload instanceof Acceptance) {
            return SignalKind.ACCEPTANCE;
        }
        throw new IllegalArgumentException("a payload that is no signal: "
                + (payload == null ? "none" : payload.getClass().getSimpleName()));
    }
}
