package dev.backchannel.standalone.bench.serving;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What the streams of a benchmark ask. */
final class BenchQuestions {
    static final String CHAT = "/v1/chat/completions";
    static final List<String> TEXTS = List.of(
            "When do you open on Sunday?",
            "What is on tonight?",
            "A large latte with oat milk, please.",
            "Do you have vegan cake?",
            "How much is a ticket for two adults and one child?",
            "Where can I park?",
            "Can I bring my dog?",
            "Which film would you recommend for children?");

    private static final ObjectMapper JSON = new ObjectMapper();

    private BenchQuestions() {}

    /** A question that nobody has asked before: what was read for another helps only up to its first word. */
    static String fresh(int question, long number) {
        return "Table " + Long.toString(number, 36) + ". " + TEXTS.get(question);
    }

    /** @param temperature 0: greedy */
    static byte[] body(String question, int maxTokens, double temperature, boolean stream) {
        ObjectNode body = JSON.createObjectNode()
                .put("model", "policy")
                .put("max_tokens", maxTokens)
                .put("temperature", temperature)
                .put("stream", stream);
        body.withArray("messages").addObject().put("role", "user").put("content", question);
        if (stream) {
            body.putObject("stream_options").put("include_usage", true);
        }
        return body.toString().getBytes(StandardCharsets.UTF_8);
    }
}
