package dev.backchannel.standalone.replay;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backchannel.policy.ChatMessage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects the events of one record, in the order in which they are to be sent. */
final class EventWriter {
    /** Recordings without times get one second an event from here on: it only orders signals inside a window. */
    private static final Instant BEGINNING = Instant.parse("2020-01-01T00:00:00Z");

    private final List<RecordedEvent> events = new ArrayList<>();
    private final long position;
    private long skipped;

    EventWriter(long position) {
        this.position = position;
    }

    /** An answer with the messages it was given for. */
    void turn(
            String conversationId,
            String turnId,
            List<ChatMessage> messages,
            String response,
            @Nullable String userIdOrNull) {
        ObjectNode event = event("turn", turnId, conversationId, userIdOrNull);
        event.put("turn_id", turnId);
        var array = event.putArray("messages");
        messages.forEach(
                message -> array.addObject().put("role", message.role()).put("content", message.content()));
        event.put("response", response);
    }

    void thumb(String conversationId, String eventId, String turnId, boolean up, @Nullable String userIdOrNull) {
        event("thumb", eventId, conversationId, userIdOrNull)
                .put("turn_id", turnId)
                .put("value", up ? "up" : "down");
    }

    void followUp(String conversationId, String eventId, String turnId, String text, @Nullable String userIdOrNull) {
        event("follow_up", eventId, conversationId, userIdOrNull)
                .put("turn_id", turnId)
                .put("text", text);
    }

    /** An event that is one already. */
    void asItIs(ObjectNode event) {
        events.add(new RecordedEvent(event, position));
    }

    /** Something in the record that is no event: a deleted or empty message. */
    void skip() {
        skipped++;
    }

    List<RecordedEvent> events() {
        return events;
    }

    long skipped() {
        return skipped;
    }

    private ObjectNode event(String type, String eventId, String conversationId, @Nullable String userIdOrNull) {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("type", type);
        event.put("event_id", eventId);
        event.put("conversation_id", conversationId);
        if (userIdOrNull != null) {
            event.put("user_id", userIdOrNull);
        }
        event.put("occurred_at", BEGINNING.plusSeconds(events.size()).toString());
        events.add(new RecordedEvent(event, position));
        return event;
    }
}
