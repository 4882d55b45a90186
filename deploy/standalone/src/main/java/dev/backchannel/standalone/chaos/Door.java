package dev.backchannel.standalone.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A user's side of the interfaces: asks once, and says what came of it. */
final class Door {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration EVENTS = Duration.ofSeconds(5);
    private static final Duration CHAT = Duration.ofSeconds(10);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();

    /** @return ids that were acknowledged; empty if it is not known what became of them */
    Optional<List<String>> post(URI server, List<ObjectNode> events) {
        String lines = events.stream().map(ObjectNode::toString).collect(Collectors.joining("\n", "", "\n"));
        return ask(server.resolve("/v1/events"), "application/x-ndjson", lines, EVENTS, 202)
                .map(answer -> {
                    List<String> accepted = new ArrayList<>();
                    answer.path("accepted").forEach(id -> accepted.add(id.asText()));
                    return accepted;
                });
    }

    /** @return the id of the turn; empty if there was no whole answer */
    Optional<String> chat(URI server, String question, String conversation, String user) {
        ObjectNode body = JSON.createObjectNode()
                .put("model", "policy")
                .put("max_tokens", 8)
                .put("user", user);
        body.putArray("messages").addObject().put("role", "user").put("content", question);
        body.putObject("metadata").put("conversation_id", conversation);
        return ask(server.resolve("/v1/chat/completions"), "application/json", body.toString(), CHAT, 200)
                .map(answer -> answer.path("id").asText());
    }

    private Optional<JsonNode> ask(URI uri, String type, String body, Duration patience, int expected) {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .timeout(patience)
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            return response.statusCode() == expected ? Optional.of(JSON.readTree(response.body())) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
