package dev.backchannel.standalone.bench.recorded;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backchannel.policy.ChatMessage;
import dev.backchannel.standalone.replay.BadRecordException;
import dev.backchannel.standalone.replay.Json;
import java.util.ArrayList;
import java.util.List;

/** ConTurE (github.com/alexa/conture): each answer of a dialogue is rated 0 to 2; the user's next message follows it. */
final class ContureAnswers implements RecordedConversations.Reader {
    @Override
    public void read(JsonNode dialog, List<RatedAnswer> into) throws BadRecordException {
        String id = Json.id(dialog, "dialog_id");
        List<ChatMessage> path = new ArrayList<>();
        JsonNode turns = Json.array(dialog, "turns");
        for (int i = 0; i < turns.size(); i++) {
            JsonNode turn = turns.get(i);
            String answer = without("Chatbot:", turn.path("chatbot").asText(""));
            path.add(ChatMessage.user(without("User:", turn.path("user").asText(""))));
            String next = without("User:", turns.path(i + 1).path("user").asText(""));
            into.add(new RatedAnswer(
                    id,
                    path,
                    answer,
                    rating(turn.path("overall impression").asInt(1)),
                    null,
                    0,
                    next.isBlank() ? List.of() : List.of(next)));
            path.add(ChatMessage.assistant(answer));
        }
    }

    private static Rating rating(int impression) {
        return impression > 1 ? Rating.GOOD : impression < 1 ? Rating.BAD : Rating.MIDDLING;
    }

    private static String without(String label, String text) {
        String stripped = text.strip();
        return stripped.startsWith(label) ? stripped.substring(label.length()).strip() : stripped;
    }
}
