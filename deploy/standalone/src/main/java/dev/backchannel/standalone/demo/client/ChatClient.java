package dev.backchannel.standalone.demo.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Chats through the OpenAI API, plainly or streaming. Blocking: simulated users wait for their answers. */
public final class ChatClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int MAX_TOKENS = 120;

    private final HttpClient http;
    private final URI completions;

    /** @param server such as {@code http://localhost:8080} */
    public ChatClient(HttpClient http, URI server) {
        this.http = http;
        this.completions = server.resolve("/v1/chat/completions");
    }

    /** @throws RequestFailedException if there is no whole answer */
    public ChatAnswer ask(ChatQuestion question) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(completions)
                .timeout(TIMEOUT)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body(question)));
        if (question.internal()) {
            request.header("x-backchannel-internal", "demo");
        }
        try {
            HttpResponse<Stream<String>> response = http.send(request.build(), HttpResponse.BodyHandlers.ofLines());
            List<String> lines;
            try (Stream<String> body = response.body()) {
                lines = body.toList();
            }
            if (response.statusCode() != 200) {
                throw new RequestFailedException(
                        "chat request answered " + response.statusCode() + ": " + String.join(" ", lines));
            }
            String checkpoint =
                    response.headers().firstValue("x-backchannel-checkpoint").orElse("");
            return question.stream() ? streamed(lines, checkpoint) : plain(String.join("\n", lines), checkpoint);
        } catch (IOException e) {
            throw new RequestFailedException("chat request broke off: " + e, e);
        }
    }

    private static String body(ChatQuestion question) {
        ObjectNode body = JSON.createObjectNode()
                .put("model", question.model())
                .put("max_tokens", MAX_TOKENS)
                .put("seed", question.seed())
                .put("stream", question.stream())
                .put("user", question.user());
        body.putObject("metadata").put("conversation_id", question.conversationId());
        question.messages().forEach(message -> body.withArray("messages")
                .addObject()
                .put("role", message.role())
                .put("content", message.content()));
        return body.toString();
    }

    private static ChatAnswer plain(String json, String checkpoint) throws JsonProcessingException {
        JsonNode body = JSON.readTree(json);
        JsonNode choice = body.path("choices").path(0);
        return new ChatAnswer(
                body.path("id").asText(),
                choice.path("message").path("content").asText(),
                choice.path("finish_reason").asText(),
                checkpoint);
    }

    private static ChatAnswer streamed(List<String> lines, String checkpoint) throws JsonProcessingException {
        String id = "";
        String finishReason = "";
        StringBuilder text = new StringBuilder();
        for (String line : lines) {
            if (!line.startsWith("data:") || line.endsWith("[DONE]")) {
                continue;
            }
            JsonNode chunk = JSON.readTree(line.substring("data:".length()));
            if (chunk.has("error")) {
                throw new RequestFailedException("chat stream failed: " + chunk.path("error"));
            }
            JsonNode choice = chunk.path("choices").path(0);
            id = chunk.path("id").asText(id);
            text.append(choice.path("delta").path("content").asText(""));
            finishReason = choice.path("finish_reason").asText(finishReason);
        }
        if (finishReason.isEmpty() || finishReason.equals("null")) {
            throw new RequestFailedException("chat stream " + id + " ended without a finish_reason");
        }
        return new ChatAnswer(id, text.toString(), finishReason, checkpoint);
    }
}
