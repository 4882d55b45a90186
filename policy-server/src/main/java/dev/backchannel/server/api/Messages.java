package dev.backchannel.server.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backchannel.policy.ChatMessage;
import java.util.ArrayList;
import java.util.List;

/** Reads the {@code messages} of a request: roles and text; whatever this model cannot take is refused by name. */
final class Messages {
    private static final int MAX = 4096;

    private Messages() {}

    static List<ChatMessage> read(Fields request) {
        ArrayNode array = request.requiredArray("messages");
        if (array.size() > MAX) {
            throw ApiException.invalid(
                    "messages", "messages holds " + array.size() + " entries, but at most " + MAX + " are taken.");
        }
        List<ChatMessage> messages = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            String path = "messages[" + i + "]";
            if (!(array.get(i) instanceof ObjectNode object)) {
                throw ApiException.invalid(
                        path, path + " must be an object, but is " + Json.describe(array.get(i)) + ".");
            }
            messages.add(message(new Fields(object, path + "."), path));
        }
        return messages;
    }

    private static ChatMessage message(Fields fields, String path) {
        for (String field : List.of("tool_calls", "function_call", "images", "audio", "refusal", "reasoning_content")) {
            JsonNode value = fields.raw(field);
            if (fields.has(field) && !(value.isArray() && value.isEmpty())) {
                throw ApiException.unsupported(path + "." + field, path + "." + field + " is not supported.");
            }
        }
        return new ChatMessage(role(fields.requiredString("role"), path), content(fields, path));
    }

    private static String role(String role, String path) {
        return switch (role) {
            case "system", "user", "assistant" -> role;
            case "developer" -> "system"; // OpenAI's newer word for it
            case "tool", "function" ->
                throw ApiException.unsupported(
                        path + ".role", path + ".role " + Json.quoted(role) + " is not supported: no tools here.");
            default ->
                throw ApiException.invalid(
                        path + ".role",
                        path + ".role must be system, developer, user or assistant, but is " + Json.quoted(role) + ".");
        };
    }

    private static String content(Fields fields, String path) {
        JsonNode content = fields.raw("content");
        if (content instanceof ArrayNode parts) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < parts.size(); i++) {
                text.append(part(parts.get(i), path + ".content[" + i + "]"));
            }
            return text.toString();
        }
        if (!content.isTextual()) {
            throw fields.wrong("content", "a string or an array of text parts", content);
        }
        return Text.clean(content.textValue());
    }

    private static String part(JsonNode part, String path) {
        if (!(part instanceof ObjectNode object)) {
            throw ApiException.invalid(path, path + " must be an object, but is " + Json.describe(part) + ".");
        }
        Fields fields = new Fields(object, path + ".");
        String type = fields.requiredString("type");
        if (!type.equals("text")) {
            throw ApiException.unsupported(
                    path + ".type",
                    path + ".type " + Json.quoted(type) + " is not supported: this model reads text only.");
        }
        return fields.requiredString("text");
    }
}
