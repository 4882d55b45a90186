package dev.backchannel.streams.worker;

import dev.backchannel.avro.Message;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/**
 * Asks the policy server, and asks again while it is busy or away, until the deadline. Requests are marked as internal: the
 * server serves users first and emits no turn for them.
 */
final class PolicyClient implements AutoCloseable {
    static final String INTERNAL = "x-backchannel-internal";
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final WebClient http;
    private final MiningConfig config;
    private final Clock clock;

    /** A fresh answer as the server sampled it. */
    record Sample(String text, String finishReason, String checkpoint) {}

    PolicyClient(Vertx vertx, MiningConfig config, Clock clock) {
        this.vertx = vertx;
        this.config = config;
        this.clock = clock;
        this.http = WebClient.create(vertx, new WebClientOptions().setConnectTimeout(1_000));
    }

    /** @return mean log-probability per token of each continuation as the next user message, nats */
    Future<double[]> score(String model, List<Message> messages, List<String> continuations, Instant deadline) {
        JsonObject body = new JsonObject()
                .put("model", model)
                .put("messages", json(messages))
                .put("continuations", new JsonArray(continuations));
        return retried(() -> send(HttpMethod.POST, "/v1/score", body, deadline), deadline)
                .map(response -> logProbs(response.bodyAsJsonObject(), continuations.size()));
    }

    /** @return {@code count} answers, in the server's order */
    Future<List<Sample>> sample(String model, List<Message> messages, int count, long seed, Instant deadline) {
        JsonObject body = new JsonObject()
                .put("model", model)
                .put("messages", json(messages))
                .put("n", count)
                .put("temperature", config.temperature())
                .put("top_p", config.topP())
                .put("max_tokens", config.maxTokens())
                .put("seed", seed);
        return retried(() -> send(HttpMethod.POST, "/v1/chat/completions", body, deadline), deadline)
                .map(PolicyClient::samples);
    }

    /** Held-out AUC of the reward with this server's base, as recorded with it; empty if it is not. */
    Future<OptionalDouble> rewardAuc(Instant deadline) {
        return retried(() -> send(HttpMethod.GET, "/v1/models", null, deadline), deadline)
                .map(response -> auc(response.bodyAsJsonObject()));
    }

    @Override
    public void close() {
        http.close();
    }

    private Future<HttpResponse<Buffer>> send(HttpMethod method, String path, JsonObject body, Instant deadline) {
        long left = Duration.between(clock.instant(), deadline).toMillis();
        if (left <= 0) {
            return Future.failedFuture(new RequestFailure("the deadline has passed", false));
        }
        URI url = config.policyUrl().resolve(path);
        var request = http.requestAbs(method, url.toString())
                .putHeader(INTERNAL, "mining")
                .timeout(Math.min(left, config.requestTimeout().toMillis()));
        return (body == null ? request.send() : request.sendJsonObject(body))
                .recover(e -> Future.failedFuture(
                        new RequestFailure(method + " " + url + " got no answer: " + e.getMessage(), true)))
                .compose(response -> response.statusCode() == 200
                        ? Future.succeededFuture(response)
                        : Future.failedFuture(failure(url, response)));
    }

    private static RequestFailure failure(URI url, HttpResponse<Buffer> response) {
        int status = response.statusCode();
        String text = response.bodyAsString();
        String detail = text == null ? "" : ": " + text.substring(0, Math.min(200, text.length()));
        return new RequestFailure(url + " answered " + status + detail, status == 429 || status >= 500);
    }

    private <T> Future<T> retried(Supplier<Future<T>> request, Instant deadline) {
        return retried(request, deadline, config.firstBackoff());
    }

    private <T> Future<T> retried(Supplier<Future<T>> request, Instant deadline, Duration backoff) {
        return request.get().recover(failure -> {
            boolean again = failure instanceof RequestFailure f
                    && f.isTemporary()
                    && clock.instant().plus(backoff).isBefore(deadline);
            if (!again) {
                return Future.failedFuture(failure);
            }
            Promise<T> later = Promise.promise();
            Duration doubled = backoff.multipliedBy(2);
            Duration next = doubled.compareTo(LONGEST_BACKOFF) > 0 ? LONGEST_BACKOFF : doubled;
            vertx.setTimer(Math.max(1, backoff.toMillis()), timer -> retried(request, deadline, next)
                    .onComplete(later));
            return later.future();
        });
    }

    private static JsonArray json(List<Message> messages) {
        JsonArray array = new JsonArray();
        messages.forEach(
                m -> array.add(new JsonObject().put("role", m.getRole()).put("content", m.getContent())));
        return array;
    }

    private static double[] logProbs(JsonObject body, int expected) {
        JsonArray scores = body.getJsonArray("scores", new JsonArray());
        if (scores.size() != expected) {
            throw new RequestFailure(
                    "the server scored " + scores.size() + " of " + expected + " continuations", false);
        }
        double[] values = new double[expected];
        for (int i = 0; i < expected; i++) {
            values[i] = scores.getJsonObject(i).getDouble("meanLogProb");
        }
        return values;
    }

    private static List<Sample> samples(HttpResponse<Buffer> response) {
        JsonObject body = response.bodyAsJsonObject();
        String checkpoint = response.getHeader("x-backchannel-checkpoint");
        return body.getJsonArray("choices", new JsonArray()).stream()
                .map(JsonObject.class::cast)
                .map(choice -> new Sample(
                        choice.getJsonObject("message").getString("content", ""),
                        choice.getString("finish_reason", ""),
                        checkpoint != null ? checkpoint : body.getString("system_fingerprint")))
                .toList();
    }

    private static OptionalDouble auc(JsonObject body) {
        return body.getJsonArray("data", new JsonArray()).stream()
                .map(JsonObject.class::cast)
                .filter(model -> "base".equals(model.getString("id")) && model.getDouble("flr_auc") != null)
                .mapToDouble(model -> model.getDouble("flr_auc"))
                .findFirst();
    }
}
