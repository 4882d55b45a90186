package dev.backchannel.streams.worker;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A policy server in miniature, over real HTTP: a continuation is the likelier, the more of its words occur in the last
 * message, so what it says depends on what it is asked.
 */
public final class ScoringServer implements AutoCloseable {
    static final int WIDTH = 8;

    final List<JsonObject> scored = new CopyOnWriteArrayList<>();
    final List<JsonObject> sampled = new CopyOnWriteArrayList<>();
    final List<String> marks = new CopyOnWriteArrayList<>();
    /** So many requests are answered 503 first. */
    final AtomicInteger busy = new AtomicInteger();

    private final HttpServer server;
    private final Double auc;
    private final List<String> answers;

    /** @param answers what it samples, in turn; one that ends in … was cut off */
    public ScoringServer(Vertx vertx, Double auc, List<String> answers) throws Exception {
        this.auc = auc;
        this.answers = answers;
        server = vertx.createHttpServer()
                .requestHandler(this::handle)
                .listen(0, "localhost")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    public URI url() {
        return URI.create("http://localhost:" + server.actualPort());
    }

    /** Mean log-probability of a continuation after a message, by the rule above. */
    static double logProb(String message, String continuation) {
        String[] words = continuation.toLowerCase(Locale.ROOT).split("\\W+");
        long known = Arrays.stream(words)
                .filter(message.toLowerCase(Locale.ROOT)::contains)
                .count();
        return -3 + 2.0 * known / words.length;
    }

    private void handle(HttpServerRequest request) {
        marks.add(request.getHeader("x-backchannel-internal"));
        if (busy.getAndDecrement() > 0) {
            request.response().setStatusCode(503).putHeader("retry-after", "1").end("{\"error\":{}}");
            return;
        }
        if (request.path().equals("/v1/models")) {
            JsonObject base = new JsonObject().put("id", "base").put("flr_auc", auc);
            answer(
                    request,
                    new JsonObject()
                            .put(
                                    "data",
                                    new JsonArray()
                                            .add(new JsonObject().put("id", "policy"))
                                            .add(base)));
            return;
        }
        request.body().onSuccess(body -> {
            JsonObject json = body.toJsonObject();
            answer(
                    request,
                    switch (request.path()) {
                        case "/v1/score" -> score(json);
                        case "/v1/embeddings" -> embed(json);
                        default -> sample(json);
                    });
        });
    }

    /** The same text lies at the same place, another one elsewhere. */
    private static JsonObject embed(JsonObject request) {
        Random random = new Random(request.getString("input").hashCode());
        JsonArray numbers = new JsonArray();
        random.doubles(WIDTH, -1, 1).forEach(numbers::add);
        return new JsonObject()
                .put("data", new JsonArray().add(new JsonObject().put("embedding", numbers)))
                .put("base_digest", "base-1");
    }

    private JsonObject score(JsonObject request) {
        scored.add(request);
        JsonArray messages = request.getJsonArray("messages");
        String last = messages.getJsonObject(messages.size() - 1).getString("content");
        JsonArray scores = new JsonArray();
        request.getJsonArray("continuations")
                .forEach(c -> scores.add(new JsonObject()
                        .put("meanLogProb", logProb(last, c.toString()))
                        .put("tokens", 3)));
        return new JsonObject().put("model", "base").put("scores", scores);
    }

    private JsonObject sample(JsonObject request) {
        sampled.add(request);
        JsonArray choices = new JsonArray();
        for (int i = 0; i < request.getInteger("n"); i++) {
            String text = answers.get(i % answers.size());
            choices.add(new JsonObject()
                    .put("index", i)
                    .put("message", new JsonObject().put("role", "assistant").put("content", text))
                    .put("finish_reason", text.endsWith("…") ? "length" : "stop"));
        }
        return new JsonObject().put("system_fingerprint", "checkpoint-7").put("choices", choices);
    }

    private static void answer(HttpServerRequest request, JsonObject body) {
        request.response().putHeader("content-type", "application/json").end(body.encode());
    }

    @Override
    public void close() throws Exception {
        server.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
