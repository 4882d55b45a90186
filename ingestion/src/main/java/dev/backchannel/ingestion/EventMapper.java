package dev.backchannel.ingestion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backchannel.access.Principal;
import dev.backchannel.avro.Interaction;
import dev.backchannel.ingestion.InvalidEvent.Reason;
import dev.backchannel.topics.Keys;
import java.time.Clock;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** One JSON event to one {@link Interaction}. Unknown fields are ignored, so that newer clients are understood. */
final class EventMapper {
    private static final String SOURCE = "http";

    private final Clock clock;
    private final int maxTextBytes;

    /** @param maxTextBytes most UTF-8 bytes of text in one event */
    EventMapper(Clock clock, int maxTextBytes) {
        this.clock = clock;
        this.maxTextBytes = maxTextBytes;
    }

    Interaction map(JsonNode node, Principal sender) throws InvalidEvent {
        if (!(node instanceof ObjectNode event)) {
            throw new InvalidEvent(
                    Reason.WRONG_TYPE, Shown.value(node) + " is not an event; an event is a JSON object");
        }
        Fields fields = new Fields(event, "");
        Admission admission = new Admission(sender);
        EventType type = admission.type(type(fields));
        String eventId = fields.id("event_id");
        if (eventId.endsWith(Keys.DERIVED_FOLLOW_UP)) {
            throw fields.bad(
                    "event_id",
                    Shown.text(eventId) + " ends in " + Keys.DERIVED_FOLLOW_UP
                            + ", which is kept for follow-ups that are derived from a turn");
        }
        String tenant = admission.tenant(fields);
        String conversationId = admission.conversation(fields.id("conversation_id"));
        String turnId = turnId(fields, admission, type, eventId);
        String userId = admission.user(fields.optionalId("user_id"));
        var occurredAt = fields.instant("occurred_at", clock.instant());
        boolean train = fields.flag("train", true);
        SpecificRecord payload = PayloadMapper.map(type, fields, maxTextBytes);
        fields.addText(0, maxTextBytes);
        return new Interaction(eventId, tenant, conversationId, turnId, userId, occurredAt, SOURCE, train, payload);
    }

    private static EventType type(Fields fields) throws InvalidEvent {
        String name = fields.text("type");
        EventType type = EventType.BY_NAME.get(name);
        if (type == null) {
            throw new InvalidEvent(
                    Reason.UNKNOWN_TYPE,
                    "type: " + Shown.text(name) + " is not one of " + String.join(", ", EventType.BY_NAME.keySet()));
        }
        return type;
    }

    private static @Nullable String turnId(Fields fields, Admission admission, EventType type, String eventId)
            throws InvalidEvent {
        String turnId = admission.turn(fields.optionalId("turn_id"));
        if (turnId == null && type.needsTurn()) {
            throw fields.missing("turn_id", "the id of the turn that was reacted to");
        }
        return turnId == null && type == EventType.TURN ? eventId : turnId;
    }
}
