package dev.backchannel.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backchannel.avro.FinishReason;
import dev.backchannel.avro.Turn;
import dev.backchannel.server.generation.GenerationConfig;
import dev.backchannel.server.testing.ServerCase;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** More than the server can take, and clients who leave. */
class OverloadTest extends ServerCase {
    private static final String CHAT = "/v1/chat/completions";

    @Override
    protected ServerConfig config(Path data) {
        return super.config(data)
                .withGeneration(new GenerationConfig(1, 0, 3, Duration.ofSeconds(20), Duration.ofSeconds(20), 512, 64));
    }

    @Test
    void saysTooManyRequestsAndWhenToComeBack() {
        HttpClient client = HttpClient.newHttpClient();
        List<CompletableFuture<HttpResponse<String>>> open = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            open.add(client.sendAsync(
                    server.request(CHAT)
                            .POST(BodyPublishers.ofString(body(200, false)))
                            .build(),
                    BodyHandlers.ofString()));
        }
        List<HttpResponse<String>> responses =
                open.stream().map(CompletableFuture::join).toList();
        assertThat(responses).extracting(HttpResponse::statusCode).containsOnly(200, 429);
        HttpResponse<String> busy = responses.stream()
                .filter(response -> response.statusCode() == 429)
                .findFirst()
                .orElseThrow();
        assertThat(busy.headers().firstValue("retry-after")).hasValue("1");
        assertThat(busy.body()).contains("rate_limit_error", "queue_full", "Try again");
    }

    @Test
    void freesTheRowOfAClientWhoHangsUpAndRecordsTheTurn() throws Exception {
        await().untilAsserted(() -> {
            hangUp(); // an answer may be complete before its client has left; then another client does it
            assertThat(broker.read(broker.topics().interactions))
                    .extracting(event -> (Turn) event.getPayload())
                    .filteredOn(turn -> turn.getFinishReason() == FinishReason.CANCELLED)
                    .isNotEmpty()
                    .allSatisfy(turn -> {
                        assertThat(turn.getError()).contains("client");
                        assertThat(turn.getResponse()).isNotEmpty();
                    });
        });
        await().until(() -> server.metric("vllm:num_requests_running") == 0);
    }

    private void hangUp() throws Exception {
        URI url = URI.create(server.url());
        String body = body(200, true);
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            socket.getOutputStream()
                    .write(("POST " + CHAT + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length() + "\r\n\r\n"
                                    + body)
                            .getBytes(StandardCharsets.UTF_8));
            byte[] status = socket.getInputStream().readNBytes(12);
            assertThat(new String(status, StandardCharsets.UTF_8)).isEqualTo("HTTP/1.1 200"); // the stream has begun
        }
    }

    private static String body(int tokens, boolean stream) {
        return "{\"model\":\"policy\",\"temperature\":0,\"max_tokens\":" + tokens + ",\"stream\":" + stream
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}";
    }
}
