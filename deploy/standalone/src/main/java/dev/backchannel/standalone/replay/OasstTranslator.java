package dev.backchannel.standalone.replay;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backchannel.policy.ChatMessage;
import java.util.ArrayList;
import java.util.List;

/**
 * Open Assistant conversation trees. A tree is a conversation; each assistant reply is a turn whose messages are the path
 * to it. A prompter reply that is itself answered is found again by the streams, as the follow-up that the answering turn
 * carries; one that nobody answered becomes an explicit follow-up.
 *
 * <p>An answer gets at most one thumb. Where siblings are ranked, people compared them: the best gets a thumb up, the worst
 * a thumb down (together a pair). Elsewhere the majority of its +1 and -1 emojis decides; a draw says nothing.
 *
 * <p>A deleted or empty message is left out with all that hangs on it, because its replies would answer something else.
 */
final class OasstTranslator implements Translator {
    private final SourceIds ids = new SourceIds("oasst");

    @Override
    public void translate(JsonNode tree, EventWriter events) throws BadRecordException {
        String treeId = Json.id(tree, "message_tree_id");
        JsonNode prompt = tree.path("prompt");
        if (!prompt.isObject()) {
            throw new BadRecordException("'prompt' is not an object");
        }
        prompted(new Place(treeId, ids.of("conversation", treeId), events), prompt, List.of());
    }

    private record Place(String treeId, String conversationId, EventWriter events) {}

    private void prompted(Place place, JsonNode prompter, List<ChatMessage> before) throws BadRecordException {
        if (isUnusable(prompter)) {
            place.events().skip();
            return;
        }
        List<ChatMessage> messages = extend(before, "user", text(prompter));
        List<JsonNode> answers = usable(prompter.path("replies"), place.events());
        int worst = answers.stream().mapToInt(OasstTranslator::rank).max().orElse(0);
        for (JsonNode answer : answers) {
            answered(place, answer, messages, worst);
        }
    }

    private void answered(Place place, JsonNode answer, List<ChatMessage> messages, int worst)
            throws BadRecordException {
        String messageId = Json.id(answer, "message_id");
        String turnId = ids.of("turn", messageId);
        place.events().turn(place.conversationId(), turnId, messages, text(answer), null);
        int opinion = opinion(answer, worst);
        if (opinion != 0) {
            place.events().thumb(place.conversationId(), ids.of("thumb", messageId), turnId, opinion > 0, null);
        }
        List<ChatMessage> path = extend(messages, "assistant", text(answer));
        for (JsonNode reply : answer.path("replies")) {
            if (!isUnusable(reply) && reply.path("replies").isEmpty()) {
                String followUpId = ids.of("follow-up", Json.id(reply, "message_id"));
                place.events().followUp(place.conversationId(), followUpId, turnId, text(reply), null);
            } else {
                prompted(place, reply, path);
            }
        }
    }

    /** Positive: liked; negative: disliked; 0: nothing is known. */
    private static int opinion(JsonNode answer, int worst) {
        int rank = rank(answer);
        if (rank >= 0 && worst > 0 && (rank == 0 || rank == worst)) {
            return rank == 0 ? 1 : -1;
        }
        JsonNode emojis = answer.path("emojis");
        return emojis.path("+1").asInt(0) - emojis.path("-1").asInt(0);
    }

    /** 0 is best; -1: not ranked. */
    private static int rank(JsonNode answer) {
        JsonNode rank = answer.path("rank");
        return rank.isInt() ? rank.intValue() : -1;
    }

    private static List<JsonNode> usable(JsonNode replies, EventWriter events) {
        List<JsonNode> usable = new ArrayList<>();
        for (JsonNode reply : replies) {
            if (isUnusable(reply)) {
                events.skip();
            } else {
                usable.add(reply);
            }
        }
        return usable;
    }

    private static boolean isUnusable(JsonNode message) {
        return message.path("deleted").asBoolean(false) || text(message).isBlank();
    }

    private static String text(JsonNode message) {
        return message.path("text").asText("");
    }

    private static List<ChatMessage> extend(List<ChatMessage> path, String role, String text) {
        List<ChatMessage> longer = new ArrayList<>(path);
        longer.add(new ChatMessage(role, text));
        return List.copyOf(longer);
    }
}
