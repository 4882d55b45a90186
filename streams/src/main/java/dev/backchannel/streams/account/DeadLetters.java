package dev.backchannel.streams.account;

import dev.backchannel.avro.DeadLetter;
import dev.backchannel.avro.Interaction;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Writes letters about records that nobody can use. */
public final class DeadLetters {
    /** Where a record stood. */
    public record Origin(String topic, int partition, long offset, Instant acceptedAt) {}

    private DeadLetters() {}

    /** Of a record that could be read. */
    public static DeadLetter readable(
            Origin origin, String reason, byte @Nullable [] key, byte @Nullable [] value, @Nullable Interaction event) {
        return letter(
                origin,
                reason,
                key,
                value,
                event == null ? null : event.getTenant(),
                event == null ? null : event.getConversationId(),
                event == null ? null : event.getEventId());
    }

    /** Of one that could not. */
    public static DeadLetter unreadable(Origin origin, String reason, byte @Nullable [] key, byte @Nullable [] value) {
        return letter(origin, reason, key, value, null, null, null);
    }

    private static DeadLetter letter(
            Origin origin,
            String reason,
            byte @Nullable [] key,
            byte @Nullable [] value,
            @Nullable String tenant,
            @Nullable String conversationId,
            @Nullable String eventId) {
        return new DeadLetter(
                origin.topic(),
                origin.partition(),
                origin.offset(),
                reason,
                key == null ? null : ByteBuffer.wrap(key),
                value == null ? null : ByteBuffer.wrap(value),
                tenant,
                conversationId,
                eventId,
                origin.acceptedAt(),
                false,
                null);
    }
}
