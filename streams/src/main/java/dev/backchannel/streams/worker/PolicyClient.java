package dev.backchannel.streams.worker;

import dev.backchannel.avro.Message;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Asks the policy server: it serves users first and emits no turn for what we ask. */
final class PolicyClient implements LikelihoodSource {
    static final String BASE = "base";
    private static final String POLICY = "policy";
    private static final String CHECKPOINT = "x-backchannel-checkpoint";
    private static final Duration FRESH = Duration.ofSeconds(10);

    private final PatientHttp http;
    private final MiningConfig config;
    private final Clock clock;
    private volatile Served served = new Served(new JsonObject(), Instant.EPOCH);

    /** What the server said that it serves, and when. */
    private record Served(JsonObject models, Instant at) {
        JsonObject model(String id) {
            return models.getJsonArray("data", new JsonArray()).stream()
                    .map(JsonObject.class::cast)
                    .filter(model -> id.equals(model.getString("id")))
                    .findFirst()
                    .orElseGet(JsonObject::new);
        }

        /** A checkpoint is itself; without one, the base is what counts. */
        String weights(@Nullable String checkpoint) {
            return checkpoint == null || checkpoint.equals(BASE)
                    ? BASE + ":" + model(BASE).getString("base_digest", "")
                    : checkpoint;
        }
    }

    /** Of unit norm; comparable with those of the same base. */
    record Embedding(List<Float> values, @Nullable String baseDigest) {}

    /** A fresh answer as the server sampled it. */
    record Sample(
            String text, String finishReason, @Nullable String checkpoint) {}

    PolicyClient(Vertx vertx, MiningConfig config, ServerAccess access, Clock clock) {
        this.http = new PatientHttp(vertx, config.policyUrl(), access, config, clock);
        this.config = config;
        this.clock = clock;
    }

    @Override
    public Future<Likelihoods> score(
            String model, List<Message> messages, List<String> continuations, Instant deadline) {
        JsonObject body = new JsonObject()
                .put("model", model)
                .put("messages", json(messages))
                .put("continuations", new JsonArray(continuations));
        return http.send(HttpMethod.POST, "/v1/score", body, deadline)
                .map(response -> new Likelihoods(
                        logProbs(PatientHttp.body(response), continuations.size()),
                        served.weights(response.getHeader(CHECKPOINT))));
    }

    /** For {@code policy} as of at most ten seconds ago. */
    @Override
    public Future<String> judge(String model, Instant deadline) {
        return served(deadline).map(known -> {
            if (model.equals(POLICY)) {
                return known.weights(known.model(POLICY).getString("checkpoint"));
            }
            return known.weights(model.startsWith(POLICY + "@") ? model.substring(POLICY.length() + 1) : BASE);
        });
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
        return http.send(HttpMethod.POST, "/v1/chat/completions", body, deadline)
                .map(PolicyClient::samples);
    }

    /** @return where a context lies, by the server's base */
    Future<Embedding> embed(String context, Instant deadline) {
        JsonObject body = new JsonObject().put("model", BASE).put("input", context);
        return http.send(HttpMethod.POST, "/v1/embeddings", body, deadline)
                .map(response -> embedding(PatientHttp.body(response)));
    }

    /** Held-out AUC of the reward with this server's base, as recorded with it; empty if it is not. */
    Future<OptionalDouble> rewardAuc(Instant deadline) {
        return served(deadline).map(known -> {
            Double auc = known.model(BASE).getDouble("flr_auc");
            return auc == null ? OptionalDouble.empty() : OptionalDouble.of(auc);
        });
    }

    @Override
    public void close() {
        http.close();
    }

    private Future<Served> served(Instant deadline) {
        Served known = served;
        if (clock.instant().isBefore(known.at().plus(FRESH))) {
            return Future.succeededFuture(known);
        }
        return http.send(HttpMethod.GET, "/v1/models", null, deadline).map(response -> {
            served = new Served(PatientHttp.body(response), clock.instant());
            return served;
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

    private static Embedding embedding(JsonObject body) {
        JsonArray data = body.getJsonArray("data", new JsonArray());
        JsonArray values = data.isEmpty() ? null : data.getJsonObject(0).getJsonArray("embedding");
        if (values == null || values.isEmpty()) {
            throw new RequestFailure("the server answered without an embedding", false);
        }
        return new Embedding(
                values.stream().map(value -> ((Number) value).floatValue()).toList(), body.getString("base_digest"));
    }

    private static List<Sample> samples(HttpResponse<Buffer> response) {
        JsonObject body = PatientHttp.body(response);
        String checkpoint = response.getHeader("x-backchannel-checkpoint");
        return body.getJsonArray("choices", new JsonArray()).stream()
                .map(JsonObject.class::cast)
                .map(choice -> new Sample(
                        choice.getJsonObject("message").getString("content", ""),
                        choice.getString("finish_reason", ""),
                        checkpoint != null ? checkpoint : body.getString("system_fingerprint")))
                .toList();
    }
}
