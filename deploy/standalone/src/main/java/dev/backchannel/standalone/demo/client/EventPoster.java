package dev.backchannel.standalone.demo.client;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** Posts what users do to {@code POST /v1/events}, again with the same id when the door asks to wait. */
public final class EventPoster {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int ATTEMPTS = 10;

    private final HttpClient http;
    private final URI events;
    private final InstantSource clock;
    private final AtomicLong accepted = new AtomicLong();

    /** @param server such as {@code http://localhost:8080} */
    public EventPoster(HttpClient http, URI server, InstantSource clock) {
        this.http = http;
        this.events = server.resolve("/v1/events");
        this.clock = clock;
    }

    /** An event of this type about a turn, with the common fields; its id derives from the turn and the type. */
    public ObjectNode event(String type, String turnId, String conversationId, String userId) {
        Instant now = clock.instant();
        return JSON.createObjectNode()
                .put("type", type)
                .put("event_id", turnId + "-" + type)
                .put("turn_id", turnId)
                .put("conversation_id", conversationId)
                .put("user_id", userId)
                .put("occurred_at", now.toString());
    }

    /** @throws RequestFailedException if the event was not accepted */
    public void post(ObjectNode event) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(events)
                .timeout(TIMEOUT)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(event.toString()))
                .build();
        for (int attempt = 1; ; attempt++) {
            HttpResponse<String> response = send(request);
            int status = response.statusCode();
            if (status == 202) {
                accepted.incrementAndGet();
                return;
            }
            boolean busy = status == 429 || status == 503;
            if (!busy || attempt == ATTEMPTS) {
                throw new RequestFailedException("event answered " + status + ": " + response.body() + " for " + event);
            }
            long seconds = response.headers().firstValueAsLong("Retry-After").orElse(1);
            Thread.sleep(Duration.ofSeconds(seconds).toMillis());
        }
    }

    /** How many were. */
    public long accepted() {
        return accepted.get();
    }

    private HttpResponse<String> send(HttpRequest request) throws InterruptedException {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new RequestFailedException("the event could not be posted: " + e, e);
        }
    }
}
