package dev.backchannel.standalone.replay;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backchannel.policy.ChatMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Chat logs in OpenAI's form, {@code {"messages": […]}} a line: each assistant message after the first user message is a
 * turn, and a user message that ends the log is an explicit follow-up to the last of them. {@code conversation_id} (or
 * {@code id}) and {@code user} are kept; without the former, the conversation is named by its content and by how often
 * that content has come before.
 */
final class OpenAiTranslator implements Translator {
    private final SourceIds ids = new SourceIds("openai");
    private final Map<String, Integer> seen = new HashMap<>();

    @Override
    public void translate(JsonNode line, EventWriter events) throws BadRecordException {
        List<ChatMessage> messages = new ArrayList<>();
        for (JsonNode message : Json.array(line, "messages")) {
            messages.add(message(message));
        }
        String conversation = conversation(line);
        String user = line.hasNonNull("user") ? line.get("user").asText() : null;
        String turnId = null;
        for (int i = 0; i < messages.size(); i++) {
            ChatMessage message = messages.get(i);
            if (!message.role().equals("assistant")) {
                continue;
            }
            List<ChatMessage> before = messages.subList(0, i);
            if (message.content().isBlank()
                    || before.stream().noneMatch(m -> m.role().equals("user"))) {
                events.skip();
                continue;
            }
            turnId = ids.of("turn", conversation, i);
            events.turn(conversation, turnId, before, message.content(), user);
        }
        int last = messages.size() - 1;
        if (turnId == null) {
            events.skip();
        } else if (messages.get(last).role().equals("user")) {
            String id = ids.of("follow-up", conversation, last);
            events.followUp(conversation, id, turnId, messages.get(last).content(), user);
        }
    }

    private String conversation(JsonNode line) {
        for (String field : List.of("conversation_id", "id")) {
            if (line.hasNonNull(field)) {
                return line.get(field).asText();
            }
        }
        String content = Json.write(line.get("messages"));
        int occurrence = seen.merge(ids.of("content", content), 1, Integer::sum);
        return ids.of("conversation", content, occurrence);
    }

    private static ChatMessage message(JsonNode message) throws BadRecordException {
        String role = Json.id(message, "role");
        return switch (role) {
            case "user", "assistant", "system" -> new ChatMessage(role, content(message));
            case "developer", "tool", "function" -> new ChatMessage("system", content(message));
            default -> throw new BadRecordException("unknown role '" + role + "'");
        };
    }

    /** Text, or the text parts of an array of parts; a call of tools as JSON. */
    private static String content(JsonNode message) {
        JsonNode content = message.path("content");
        if (content.isArray()) {
            StringBuilder text = new StringBuilder();
            content.forEach(part -> text.append(part.path("text").asText("")));
            return text.toString();
        }
        if (!content.isTextual() && message.hasNonNull("tool_calls")) {
            return "tool calls: " + Json.write(message.get("tool_calls"));
        }
        return content.asText("");
    }
}
