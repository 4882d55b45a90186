package dev.backchannel.ingestion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backchannel.avro.Message;
import dev.backchannel.ingestion.InvalidEvent.Reason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The {@code messages} of a turn, read as the chat endpoint reads them. What cannot be kept is refused by name: left out,
 * it would make a prompt that nobody was served, and that would be trained.
 */
final class Messages {
    private static final int MOST = 2_000;
    private static final Map<String, String> ROLES = roles();
    private static final List<String> NOT_KEPT = List.of(
            "tools", "functions", "tool_calls", "function_call", "reasoning_content", "images", "audio", "refusal");

    private Messages() {}

    /** @param maxTextBytes bound on the text of the event, checked as it is read */
    static List<Message> read(Fields event, long maxTextBytes) throws InvalidEvent {
        refuseWhatIsNotKept(event);
        JsonNode array = event.array("messages", "an array of {\"role\", \"content\"}");
        if (array.isEmpty() || array.size() > MOST) {
            throw event.bad("messages", "holds " + array.size() + " messages; send between 1 and " + MOST);
        }
        List<Message> messages = new ArrayList<>(array.size());
        for (int i = 0; i < array.size(); i++) {
            String path = "messages[" + i + "]";
            ObjectNode object = object(array.get(i), path, "{\"role\", \"content\"}");
            Fields message = new Fields(object, path + ".");
            refuseWhatIsNotKept(message);
            messages.add(new Message(message.oneOf("role", ROLES), content(object, message, path)));
            event.addText(message.textBytes(), maxTextBytes);
        }
        return messages;
    }

    /** Clients write empty ones, too: they say nothing. */
    private static void refuseWhatIsNotKept(Fields fields) throws InvalidEvent {
        for (String name : NOT_KEPT) {
            if (fields.says(name)) {
                throw fields.bad(name, "is not supported; only turns of plain text can be learned from");
            }
        }
    }

    private static String content(ObjectNode object, Fields message, String path) throws InvalidEvent {
        if (!(object.get("content") instanceof ArrayNode parts)) {
            return message.text("content");
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < parts.size(); i++) {
            String at = path + ".content[" + i + "]";
            Fields part = new Fields(object(parts.get(i), at, "{\"type\": \"text\", \"text\"}"), at + ".");
            String type = part.text("type");
            if (!type.equals("text")) {
                throw part.bad("type", Shown.text(type) + " is not supported; send parts of the type 'text' only");
            }
            text.append(part.text("text"));
            message.addText(part.textBytes(), Long.MAX_VALUE); // bounded with the message's
        }
        return text.toString();
    }

    private static ObjectNode object(JsonNode node, String path, String of) throws InvalidEvent {
        if (!(node instanceof ObjectNode object)) {
            throw new InvalidEvent(Reason.WRONG_TYPE, path + ": " + Shown.value(node) + " is not an object " + of);
        }
        return object;
    }

    private static Map<String, String> roles() {
        Map<String, String> roles = new LinkedHashMap<>(); // in the order in which an error names them
        roles.put("system", "system");
        roles.put("developer", "system"); // OpenAI's newer word for it
        roles.put("user", "user");
        roles.put("assistant", "assistant");
        return roles;
    }
}
