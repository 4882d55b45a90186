package dev.backchannel.ingestion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.backchannel.topics.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A running door on a free port, and a client for it. */
final class Door implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final IngestionRole role;
    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    Door(IngestionConfig config, Topics topics, String bootstrapServers) throws Exception {
        role = IngestionRole.start(vertx, config, topics, Map.of("bootstrap.servers", bootstrapServers), registry);
        Router router = Router.router(vertx);
        role.mount(router);
        server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "localhost")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    /** @param retryAfter the header, null if absent */
    record Reply(int status, JsonNode body, String retryAfter) {
        List<String> accepted() {
            List<String> ids = new ArrayList<>();
            body.get("accepted").forEach(id -> ids.add(id.textValue()));
            return ids;
        }

        String error() {
            return body.get("error").textValue();
        }

        /** "index event_id error" of each. */
        List<String> rejected() {
            List<String> lines = new ArrayList<>();
            body.get("rejected")
                    .forEach(r -> lines.add(r.get("index") + " " + r.get("event_id") + " "
                            + r.get("error").textValue()));
            return lines;
        }
    }

    Reply json(String body) {
        return post("application/json", body.getBytes(StandardCharsets.UTF_8)).join();
    }

    Reply ndjson(String body) {
        return post("application/x-ndjson", body.getBytes(StandardCharsets.UTF_8))
                .join();
    }

    CompletableFuture<Reply> post(String contentType, byte[] body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + server.actualPort() + "/v1/events"))
                .version(HttpClient.Version.HTTP_1_1)
                .timeout(Duration.ofSeconds(30))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (contentType != null) {
            request.header("content-type", contentType);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofByteArray())
                .thenApply(Door::reply);
    }

    private static Reply reply(HttpResponse<byte[]> response) {
        try {
            return new Reply(
                    response.statusCode(),
                    JSON.readTree(response.body()),
                    response.headers().firstValue("retry-after").orElse(null));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws Exception {
        role.close();
        server.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
