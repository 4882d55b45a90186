package dev.backchannel.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backchannel.policy.ChatMessage;
import dev.backchannel.policy.Completion;
import dev.backchannel.server.testing.ServerCase;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ScoreTest extends ServerCase {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void isTheMeanLogProbabilityOfTheNextUserMessage() throws Exception {
        ObjectNode request = JSON.createObjectNode();
        ArrayNode messages = request.putArray("messages");
        messages.addObject().put("role", "user").put("content", "Is it open?");
        messages.addObject().put("role", "assistant").put("content", "Yes.");
        ArrayNode continuations = request.putArray("continuations");
        for (int i = 0; i < 130; i++) {
            continuations.add("Thanks" + ".".repeat(i % 11));
        }
        JsonNode body =
                JSON.readTree(server.post("/v1/score", request.toString()).body());
        assertThat(body.at("/model").asText()).isEqualTo("base");
        assertThat(body.at("/scores")).hasSize(130);
        int[] prefix =
                model.prompts().nextUserPrefix(List.of(ChatMessage.user("Is it open?"), ChatMessage.assistant("Yes.")));
        for (int i = 0; i < 130; i++) {
            int[] ids = model.prompts().content("Thanks" + ".".repeat(i % 11));
            float[] each = model.tokenLogProbs(List.of(new Completion(prefix, ids)), null)[0];
            double mean = 0;
            for (float value : each) {
                mean += value / each.length;
            }
            JsonNode score = body.at("/scores/" + i);
            assertThat(score.at("/tokens").asInt()).isEqualTo(ids.length);
            assertThat(score.at("/meanLogProb").asDouble()).isCloseTo(mean, Offset.offset(1e-4));
        }
    }

    /** As a mining worker asks, with its canned follow-ups to one answer, and later with a real one. */
    @Test
    void aConversationThatWasScoredBeforeIsNotReadAgainAndGivesTheSameBits() throws Exception {
        int[] prefix = model.prompts()
                .nextUserPrefix(List.of(ChatMessage.user("Have you got a table?"), ChatMessage.assistant("At nine.")));
        List<String> canned = List.of("Thanks!", "No, at eight.", "What?", "Great, thank you.");

        double read = server.metric("backchannel_score_prefix_tokens");
        double[] fresh = scoresAfterATable(canned);
        assertThat(server.metric("backchannel_score_prefix_tokens")).isEqualTo(read + prefix.length);

        double known = server.metric("backchannel_score_prefix_hits");
        double[] again = scoresAfterATable(canned);
        double[] other = scoresAfterATable(List.of("For four, please."));
        assertThat(server.metric("backchannel_score_prefix_tokens")).isEqualTo(read + prefix.length);
        assertThat(server.metric("backchannel_score_prefix_hits")).isEqualTo(known + 2 * prefix.length);
        assertThat(again).isEqualTo(fresh).isEqualTo(unshared(prefix, canned));
        assertThat(other).isEqualTo(unshared(prefix, List.of("For four, please.")));
    }

    private double[] scoresAfterATable(List<String> continuations) throws Exception {
        ObjectNode request = JSON.createObjectNode();
        request.putArray("messages")
                .add(JSON.createObjectNode().put("role", "user").put("content", "Have you got a table?"))
                .add(JSON.createObjectNode().put("role", "assistant").put("content", "At nine."));
        continuations.forEach(request.putArray("continuations")::add);
        JsonNode body =
                JSON.readTree(server.post("/v1/score", request.toString()).body());
        return body.at("/scores").findValues("meanLogProb").stream()
                .mapToDouble(JsonNode::asDouble)
                .toArray();
    }

    /** By the model, with nothing remembered. */
    private double[] unshared(int[] prefix, List<String> continuations) {
        return model.score(
                prefix, continuations.stream().map(model.prompts()::content).toList(), null);
    }

    @Test
    void forgetsTheOldestMessagesWhenTheConversationIsTooLong() throws Exception {
        ObjectNode request = JSON.createObjectNode();
        ArrayNode messages = request.putArray("messages");
        for (int i = 0; i < 40; i++) {
            messages.addObject().put("role", i % 2 == 0 ? "user" : "assistant").put("content", "Message number " + i);
        }
        request.putArray("continuations").add("Thanks!");
        JsonNode body =
                JSON.readTree(server.post("/v1/score", request.toString()).body());
        assertThat(body.at("/scores/0/meanLogProb").asDouble()).isNegative();
    }
}
