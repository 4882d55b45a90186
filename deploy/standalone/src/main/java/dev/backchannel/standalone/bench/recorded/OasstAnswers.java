package dev.backchannel.standalone.bench.recorded;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backchannel.policy.ChatMessage;
import dev.backchannel.standalone.replay.BadRecordException;
import dev.backchannel.standalone.replay.Json;
import java.util.ArrayList;
import java.util.List;

/** Open Assistant trees: answers to one prompt are ranked against each other, and carry thumbs of readers. */
final class OasstAnswers implements RecordedConversations.Reader {
    @Override
    public void read(JsonNode tree, List<RatedAnswer> into) throws BadRecordException {
        prompted(Json.id(tree, "message_tree_id"), tree.path("prompt"), List.of(), into);
    }

    private static void prompted(String tree, JsonNode prompter, List<ChatMessage> before, List<RatedAnswer> into)
            throws BadRecordException {
        if (isUnusable(prompter)) {
            return;
        }
        List<ChatMessage> messages = extend(before, ChatMessage.user(text(prompter)));
        for (JsonNode answer : prompter.path("replies")) {
            if (isUnusable(answer)) {
                continue;
            }
            List<String> followUps = new ArrayList<>();
            List<ChatMessage> path = extend(messages, ChatMessage.assistant(text(answer)));
            JsonNode emojis = answer.path("emojis");
            JsonNode rank = answer.path("rank");
            for (JsonNode reply : answer.path("replies")) {
                if (!isUnusable(reply)) {
                    followUps.add(text(reply));
                    prompted(tree, reply, path, into);
                }
            }
            into.add(new RatedAnswer(
                    tree,
                    messages,
                    text(answer),
                    Rating.ofBalance(
                            emojis.path("+1").asInt(0) - emojis.path("-1").asInt(0)),
                    rank.isInt() ? Json.id(prompter, "message_id") : null,
                    rank.asInt(0),
                    followUps));
        }
    }

    private static boolean isUnusable(JsonNode message) {
        return message.path("deleted").asBoolean(false) || text(message).isBlank();
    }

    private static String text(JsonNode message) {
        return message.path("text").asText("");
    }

    private static List<ChatMessage> extend(List<ChatMessage> path, ChatMessage message) {
        List<ChatMessage> longer = new ArrayList<>(path);
        longer.add(message);
        return longer;
    }
}
