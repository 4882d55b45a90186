package dev.backchannel.ingestion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backchannel.avro.Acceptance;
import dev.backchannel.avro.Edit;
import dev.backchannel.avro.FinishReason;
import dev.backchannel.avro.FollowUp;
import dev.backchannel.avro.Message;
import dev.backchannel.avro.Regeneration;
import dev.backchannel.avro.Thumb;
import dev.backchannel.avro.ThumbValue;
import dev.backchannel.avro.Turn;
import dev.backchannel.ingestion.InvalidEvent.Reason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/** What each type of event says beyond the common fields. */
final class PayloadMapper {
    private static final Map<String, ThumbValue> THUMBS = thumbs();
    private static final Map<String, String> ROLES = roles();
    private static final int MOST_MESSAGES = 2_000;

    private PayloadMapper() {}

    /** @param maxTextBytes bound on the text of a turn's messages, checked as they are read */
    static SpecificRecord map(EventType type, Fields fields, long maxTextBytes) throws InvalidEvent {
        return switch (type) {
            case TURN -> turn(fields, maxTextBytes);
            case FOLLOW_UP -> new FollowUp(fields.text("text"));
            case EDIT -> new Edit(fields.text("text"));
            case THUMB -> new Thumb(fields.oneOf("value", THUMBS), fields.optionalText("comment"));
            case REGENERATION -> new Regeneration(fields.id("new_turn_id"));
            case ACCEPTANCE -> new Acceptance();
        };
    }

    private static Turn turn(Fields fields, long maxTextBytes) throws InvalidEvent {
        List<Message> messages = messages(fields, maxTextBytes);
        return new Turn(
                messages,
                fields.text("response"),
                null,
                List.of(),
                FinishReason.UNKNOWN,
                null,
                null,
                fields.optionalId("checkpoint"),
                fields.optionalId("arm"),
                null,
                null,
                null,
                null);
    }

    private static List<Message> messages(Fields fields, long maxTextBytes) throws InvalidEvent {
        JsonNode array = fields.array("messages", "an array of {\"role\", \"content\"}");
        if (array.isEmpty() || array.size() > MOST_MESSAGES) {
            throw fields.bad("messages", "holds " + array.size() + " messages; send between 1 and " + MOST_MESSAGES);
        }
        List<Message> messages = new ArrayList<>(array.size());
        for (int i = 0; i < array.size(); i++) {
            String path = "messages[" + i + "]";
            if (!(array.get(i) instanceof ObjectNode message)) {
                throw new InvalidEvent(
                        Reason.WRONG_TYPE,
                        path + ": " + Shown.value(array.get(i)) + " is not an object {\"role\", \"content\"}");
            }
            Fields inner = new Fields(message, path + ".");
            messages.add(new Message(inner.oneOf("role", ROLES), inner.text("content")));
            fields.addText(inner.textBytes(), maxTextBytes);
        }
        return messages;
    }

    private static Map<String, ThumbValue> thumbs() {
        Map<String, ThumbValue> thumbs = new LinkedHashMap<>(); // in the order in which an error names them
        thumbs.put("up", ThumbValue.UP);
        thumbs.put("down", ThumbValue.DOWN);
        thumbs.put("none", ThumbValue.NONE);
        return thumbs;
    }

    private static Map<String, String> roles() {
        Map<String, String> roles = new LinkedHashMap<>();
        for (String role : List.of("system", "user", "assistant")) {
            roles.put(role, role);
        }
        return roles;
    }
}
