package dev.backchannel.standalone.replay;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backchannel.policy.ChatMessage;
import java.util.ArrayList;
import java.util.List;

/**
 * Taskmaster answers with rewards: each line is one answer in its context, and a conversation of its own. Reward 1 is a
 * thumb up, 0 a thumb down. Calls of an API are answers, too, written as text ({@code api call: {…}}); what an API returned
 * stands in the context as a system message.
 */
final class TaskmasterTranslator implements Translator {
    private final SourceIds ids = new SourceIds("taskmaster");

    @Override
    public void translate(JsonNode line, EventWriter events) throws BadRecordException {
        String source = Json.id(line, "conversation_id");
        List<ChatMessage> context = new ArrayList<>();
        for (JsonNode message : Json.nested(line, "context")) {
            context.add(message(message));
        }
        if (context.isEmpty()) {
            throw new BadRecordException("'context' is empty, so the answer answers nothing");
        }
        String answer = content(Json.nested(line, "generation"));
        JsonNode reward = line.path("reward");
        if (!reward.isNumber()) {
            throw new BadRecordException("'reward' is not a number");
        }
        String conversation = ids.of("conversation", source);
        String turnId = ids.of("turn", source);
        events.turn(conversation, turnId, context, answer, null);
        events.thumb(conversation, ids.of("thumb", source), turnId, reward.doubleValue() >= 0.5, null);
    }

    private static ChatMessage message(JsonNode message) throws BadRecordException {
        String role = Json.id(message, "role");
        return switch (role) {
            case "user" -> new ChatMessage("user", content(message));
            case "agent" -> new ChatMessage("assistant", content(message));
            case "api" -> new ChatMessage("system", content(message));
            default -> throw new BadRecordException("unknown role '" + role + "'");
        };
    }

    private static String content(JsonNode message) throws BadRecordException {
        if (message.hasNonNull("text")) {
            return message.get("text").asText();
        } else if (message.hasNonNull("api")) {
            return "api call: " + Json.write(message.get("api"));
        } else if (message.hasNonNull("response")) {
            return "api response: " + Json.write(message.get("response"));
        }
        throw new BadRecordException("a message has neither 'text' nor 'api' nor 'response'");
    }
}
