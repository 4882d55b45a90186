package dev.backchannel.server.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Reads server-sent events as a browser does. */
final class EventSource implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST = 200;

    private final HttpResponse<Stream<String>> response;
    private final Iterator<String> lines;

    record Event(String name, String id, JsonNode data) {}

    /** @param lastEventId null for none */
    EventSource(HttpClient client, String url, String lastEventId) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).GET();
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        response = client.send(request.build(), BodyHandlers.ofLines());
        lines = response.body().iterator();
    }

    HttpResponse<?> response() {
        return response;
    }

    Event next() {
        Map<String, String> fields = new TreeMap<>();
        while (true) {
            String line = lines.next();
            int colon = line.indexOf(": ");
            if (colon > 0) {
                fields.put(line.substring(0, colon), line.substring(colon + 2));
            } else if (fields.containsKey("data")) {
                try {
                    return new Event(fields.get("event"), fields.get("id"), JSON.readTree(fields.get("data")));
                } catch (java.io.IOException e) {
                    throw new AssertionError("not JSON: " + fields, e);
                }
            }
        }
    }

    /** The first event that shows it; the test's own timeout ends the wait. */
    Event until(Predicate<JsonNode> shows) {
        for (int i = 0; i < MOST; i++) {
            Event event = next();
            if (shows.test(event.data())) {
                return event;
            }
        }
        throw new AssertionError("not within " + MOST + " events");
    }

    @Override
    public void close() {
        response.body().close();
    }
}
