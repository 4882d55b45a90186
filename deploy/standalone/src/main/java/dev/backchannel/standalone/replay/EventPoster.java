package dev.backchannel.standalone.replay;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backchannel.standalone.UserError;
import dev.backchannel.standalone.source.Caller;
import dev.backchannel.topics.Cause;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Posts batches of events. While the server is away or cannot keep up it waits and sends the same again: the events'
 * identities make that harmless.
 */
final class EventPoster {
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(200);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    private final URI events;
    private final Caller caller;
    private final Duration patience;
    private final Consumer<String> waiting;
    private final ReplayReport report;

    /**
     * @param caller how the server is asked
     * @param patience how long the server may stay away before the replay gives up
     * @param waiting told why the replay stands still
     */
    EventPoster(URI server, Caller caller, Duration patience, Consumer<String> waiting, ReplayReport report) {
        String base = server.toString();
        this.events = URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + "/v1/events");
        this.caller = caller;
        this.patience = patience;
        this.waiting = waiting;
        this.report = report;
    }

    /** Returns when the server has taken or rejected every event of the batch. */
    void post(List<RecordedEvent> batch) {
        HttpResponse<String> response = sendUntilAnswered(body(batch));
        int status = response.statusCode();
        if (status == 202 || status == 400) {
            account(batch, response);
        } else if (status == 413 && batch.size() > 1) {
            post(batch.subList(0, batch.size() / 2));
            post(batch.subList(batch.size() / 2, batch.size()));
        } else if (status == 413) {
            report.rejected(batch.get(0), "too large: " + error(response));
        } else if (status == 401 || status == 403) {
            throw UserError.failure(events + " refuses (" + status + "): " + error(response)
                    + "; name a key with the scope 'ingest' by caller.key-file or BACKCHANNEL_CALLER_KEY");
        } else {
            throw UserError.failure(events + " answered " + status + ": " + error(response));
        }
    }

    private HttpResponse<String> sendUntilAnswered(String body) {
        HttpRequest.Builder request = caller.request(events)
                .timeout(REQUEST_TIMEOUT)
                .header("Content-Type", "application/x-ndjson")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        long begun = System.nanoTime();
        Duration wait = SHORTEST_WAIT;
        while (true) {
            String reason;
            Duration asked = Duration.ZERO;
            try {
                HttpResponse<String> response =
                        caller.http().send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
                if (!isBusy(response.statusCode())) {
                    return response;
                }
                reason = "it answered " + response.statusCode();
                asked = retryAfter(response);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw UserError.failure("interrupted");
            } catch (IOException e) {
                reason = e.getMessage() == null ? "it does not answer" : e.getMessage();
            }
            if (System.nanoTime() - begun > patience.toNanos()) {
                throw UserError.failure(events + " was not to be reached for " + patience.toSeconds() + " s (" + reason
                        + "); start it with ./backchannel up, or name it with --url");
            }
            report.sentAgain();
            waiting.accept("waiting for " + events + ": " + reason);
            pause(asked.compareTo(wait) > 0 ? asked : wait);
            wait = wait.multipliedBy(2).compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait.multipliedBy(2);
        }
    }

    private static boolean isBusy(int status) {
        return status == 429 || status == 502 || status == 503 || status == 504;
    }

    private void account(List<RecordedEvent> batch, HttpResponse<String> response) {
        Map<Integer, String> rejected = new HashMap<>();
        try {
            JsonNode answer = Json.parse(response.body(), "the answer of " + events);
            for (JsonNode rejection : answer.path("rejected")) {
                rejected.put(
                        rejection.path("index").asInt(), rejection.path("error").asText());
            }
        } catch (BadRecordException e) {
            throw UserError.failure(Cause.message(e));
        }
        if (response.statusCode() == 400 && rejected.isEmpty()) {
            throw UserError.failure(events + " understood nothing: " + error(response));
        }
        for (int i = 0; i < batch.size(); i++) {
            String reason = rejected.get(i);
            if (reason == null) {
                report.accepted(batch.get(i));
            } else {
                report.rejected(batch.get(i), reason);
            }
        }
    }

    private static String body(List<RecordedEvent> batch) {
        return batch.stream().map(event -> Json.write(event.json())).collect(Collectors.joining("\n", "", "\n"));
    }

    private static Duration retryAfter(HttpResponse<String> response) {
        return response.headers()
                .firstValue("Retry-After")
                .filter(text -> text.matches("\\d{1,4}"))
                .map(text -> Duration.ofSeconds(Long.parseLong(text)))
                .filter(asked -> asked.compareTo(LONGEST_WAIT) < 0)
                .orElse(Duration.ZERO);
    }

    private static String error(HttpResponse<String> response) {
        String body = response.body().strip();
        return body.length() > 300 ? body.substring(0, 300) + "…" : body;
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw UserError.failure("interrupted");
        }
    }
}
