package dev.backchannel.server.pool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backchannel.topics.Cause;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** vLLM's HTTP API of one server, as far as it is used here (docs/vllm.md). Its futures complete on the caller's context. */
final class VllmClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SHOWN = 300;

    private final HttpClient http;
    private final URI address;
    private final String key;

    /** @param key bearer token; empty for none */
    VllmClient(HttpClient http, URI address, String key) {
        this.http = http;
        this.address = address;
        this.key = key;
    }

    URI address() {
        return address;
    }

    /** What can be asked for: bases, and adapters in the order in which they were loaded. */
    Future<List<Model>> models(Duration patience) {
        return call(HttpMethod.GET, "/v1/models", null, patience).map(body -> {
            List<Model> models = new ArrayList<>();
            body.path("data")
                    .forEach(entry -> models.add(new Model(
                            entry.path("id").asText(), entry.path("parent").isTextual())));
            return models;
        });
    }

    /** @param adapter whether it stands on another one */
    record Model(String id, boolean adapter) {}

    /** One that is loaded already is taken as it is: names are made of the checkpoint's digest. */
    Future<Void> load(String name, String path, Duration patience) {
        ObjectNode body = JSON.createObjectNode().put("lora_name", name).put("lora_path", path);
        return call(HttpMethod.POST, "/v1/load_lora_adapter", body, patience)
                .<Void>mapEmpty()
                .recover(error -> UpstreamException.of(error).status() == 400
                                && Cause.message(error).contains("already")
                        ? Future.succeededFuture()
                        : Future.failedFuture(error));
    }

    /** One that is not there is unloaded already. */
    Future<Void> unload(String name, Duration patience) {
        return call(
                        HttpMethod.POST,
                        "/v1/unload_lora_adapter",
                        JSON.createObjectNode().put("lora_name", name),
                        patience)
                .<Void>mapEmpty()
                .recover(error -> UpstreamException.of(error).status() == 404
                        ? Future.succeededFuture()
                        : Future.failedFuture(error));
    }

    /**
     * Log-probabilities, nats, of the last tokens of each text.
     *
     * @param texts token ids of each, prompt and what is judged
     * @param judged how many of each one's last tokens
     * @return [text][judged token]
     */
    Future<double[][]> logProbs(String model, List<int[]> texts, int[] judged, Duration patience) {
        ObjectNode body = JSON.createObjectNode()
                .put("model", model)
                .put("max_tokens", 1)
                .put("temperature", 0)
                .put("prompt_logprobs", 1);
        ArrayNode prompts = body.putArray("prompt");
        texts.forEach(text -> {
            ArrayNode ids = prompts.addArray();
            for (int id : text) {
                ids.add(id);
            }
        });
        return call(HttpMethod.POST, "/v1/completions", body, patience)
                .map(answer -> PromptLogProbs.read(answer, texts, judged));
    }

    /** Begins an answer; the response is paused, and has the status 200. */
    Future<HttpClientResponse> complete(ObjectNode body) {
        return request(HttpMethod.POST, "/v1/completions")
                .compose(request ->
                        request.putHeader("content-type", "application/json").send(bytes(body)))
                .compose(response -> response.statusCode() == 200
                        ? Future.succeededFuture(response.pause())
                        : response.body().compose(error -> Future.failedFuture(refusal(response.statusCode(), error))));
    }

    private Future<JsonNode> call(HttpMethod method, String path, @Nullable ObjectNode body, Duration patience) {
        return request(method, path).compose(request -> {
            Future<JsonNode> answer = send(request, body)
                    .compose(response -> response.body().compose(bytes -> read(response.statusCode(), bytes)));
            return answer.timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                    .onFailure(error -> request.reset())
                    .recover(error -> Future.failedFuture(UpstreamException.of(error)));
        });
    }

    private static Future<HttpClientResponse> send(HttpClientRequest request, @Nullable ObjectNode body) {
        return body == null
                ? request.send()
                : request.putHeader("content-type", "application/json").send(bytes(body));
    }

    private Future<HttpClientRequest> request(HttpMethod method, String path) {
        RequestOptions options = new RequestOptions().setMethod(method).setAbsoluteURI(address + path);
        if (!key.isEmpty()) {
            options.putHeader("authorization", "Bearer " + key);
        }
        return http.request(options);
    }

    /** vLLM answers some of these with plain text. */
    private static Future<JsonNode> read(int status, Buffer body) {
        if (status != 200) {
            return Future.failedFuture(refusal(status, body));
        }
        try {
            String text = body.toString().strip();
            return Future.succeededFuture(
                    text.startsWith("{") ? JSON.readTree(body.getBytes()) : JSON.createObjectNode());
        } catch (IOException e) {
            return Future.failedFuture(new UpstreamException(0, "its answer is no JSON: " + e.getMessage()));
        }
    }

    private static UpstreamException refusal(int status, Buffer body) {
        String text = body.toString().strip();
        try {
            JsonNode json = JSON.readTree(text);
            JsonNode message = json.at("/error/message");
            text = message.isTextual()
                    ? message.textValue()
                    : json.path("message").asText(text);
        } catch (IOException e) {
            // then it is told as it came
        }
        return new UpstreamException(
                status, "HTTP " + status + ": " + text.substring(0, Math.min(SHOWN, text.length())));
    }

    private static Buffer bytes(ObjectNode body) {
        return Buffer.buffer(body.toString());
    }
}
