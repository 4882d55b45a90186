package dev.backchannel.standalone.replay;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backchannel.policy.ChatMessage;
import java.util.ArrayList;
import java.util.List;

/**
 * ConTurE dialogues: each exchange is a turn; the rating 2 is a thumb up, 0 a thumb down, 1 says nothing. The user's next
 * message is found again by the streams, as the follow-up that the next turn carries.
 */
final class ContureTranslator implements Translator {
    private final SourceIds ids = new SourceIds("conture");

    @Override
    public void translate(JsonNode dialog, EventWriter events) throws BadRecordException {
        String source = Json.id(dialog, "dialog_id");
        String conversation = ids.of("conversation", source);
        List<ChatMessage> path = new ArrayList<>();
        int number = 0;
        for (JsonNode exchange : Json.array(dialog, "turns")) {
            String user = without("User:", exchange.path("user").asText(""));
            String answer = without("Chatbot:", exchange.path("chatbot").asText(""));
            if (user.isBlank() || answer.isBlank()) {
                events.skip();
                number++;
                continue;
            }
            path.add(new ChatMessage("user", user));
            String turnId = ids.of("turn", source, number);
            events.turn(conversation, turnId, List.copyOf(path), answer, null);
            int rating = exchange.path("overall impression").asInt(1);
            if (rating != 1) {
                events.thumb(conversation, ids.of("thumb", source, number), turnId, rating > 1, null);
            }
            path.add(new ChatMessage("assistant", answer));
            number++;
        }
    }

    private static String without(String label, String text) {
        String stripped = text.strip();
        return stripped.startsWith(label) ? stripped.substring(label.length()).strip() : stripped;
    }
}
