package dev.backchannel.testing.vllm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backchannel.policy.Adapter;
import dev.backchannel.policy.AnswerStream;
import dev.backchannel.policy.Completion;
import dev.backchannel.policy.Decoder;
import dev.backchannel.policy.LogSumExp;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.Sampler;
import dev.backchannel.policy.SamplingParameters;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One {@code POST /v1/completions} of {@link VllmServer}: token ids in; a stream, or prompt log-probabilities, out. */
final class VllmCompletion {
    private final VllmServer server;
    private final RoutingContext ctx;
    private final HttpServerResponse response;
    private final JsonNode request;
    private final PolicyModel model;
    private final String name;
    private volatile boolean gone;

    VllmCompletion(VllmServer server, RoutingContext ctx) {
        this.server = server;
        this.ctx = ctx;
        this.response = ctx.response();
        this.request = VllmServer.read(ctx);
        this.model = server.model();
        this.name = request.path("model").asText();
    }

    void handle() {
        if (server.refuseAnswers != 0) {
            VllmServer.error(ctx, server.refuseAnswers, "the engine is dead");
        } else if (!server.has(name)) {
            VllmServer.error(ctx, 404, "The model `" + name + "` does not exist.");
        } else if (request.has("prompt_logprobs")) {
            ctx.vertx()
                    .executeBlocking(this::scored, false)
                    .onSuccess(body -> response.end(body.toString()))
                    .onFailure(error -> VllmServer.error(ctx, 500, String.valueOf(error)));
        } else {
            server.asked.add(name);
            response.closeHandler(v -> gone = true);
            response.setChunked(true).putHeader("content-type", "text/event-stream; charset=utf-8");
            ctx.vertx().executeBlocking(this::answer, false).onComplete(done -> {
                if (gone) {
                    server.aborted.incrementAndGet();
                } else if (done.succeeded() && done.result()) {
                    response.end("data: [DONE]\n\n");
                } else {
                    ctx.request().connection().close();
                }
            });
        }
    }

    /** @return false if the connection is to be cut */
    private boolean answer() {
        int chunks = 0;
        for (int choice = 0; choice < request.path("n").asInt(1); choice++) {
            int[] prompt = ints(request.path("prompt"));
            SamplingParameters sampling = sampling(choice);
            Sampler sampler = new Sampler(sampling);
            AnswerStream answer =
                    new AnswerStream(model.tokenizer(), sampling, model.config().contextLength() - prompt.length);
            try (Decoder decoder = model.decoder(server.adapter(name), 1)) {
                float[] logits = decoder.prefill(0, prompt);
                while (answer.finishReason().isEmpty()) {
                    if (gone || chunks == server.cutAfter) {
                        return false;
                    }
                    int token = sampler.sample(logits);
                    String text = answer.push(token);
                    response.write("data: " + chunk(choice, text, token, answer, prompt, logits) + "\n\n");
                    if (++chunks == 1) {
                        server.answerGate.join();
                    }
                    if (answer.finishReason().isEmpty()) {
                        logits = decoder.step(new int[] {0}, new int[] {token})[0];
                    }
                }
            }
        }
        return true;
    }

    private ObjectNode chunk(int choice, String text, int token, AnswerStream answer, int[] prompt, float[] logits) {
        ObjectNode body = VllmServer.JSON
                .createObjectNode()
                .put("object", "text_completion")
                .put("model", name);
        ObjectNode entry =
                body.putArray("choices").addObject().put("index", choice).put("text", text);
        if (!server.withoutTokenIds && request.path("return_token_ids").asBoolean()) {
            entry.putArray("token_ids").add(token);
            if (answer.tokenCount() == 1) {
                ArrayNode ids = entry.putArray("prompt_token_ids");
                Arrays.stream(prompt).forEach(ids::add);
            }
        }
        if (request.has("logprobs")) {
            ObjectNode logProbs = entry.putObject("logprobs");
            double value = logits[token] - LogSumExp.of(logits);
            logProbs.putArray("tokens").add("token_id:" + token);
            logProbs.putArray("token_logprobs").add(value);
            logProbs.putArray("top_logprobs").addObject().put("token_id:" + token, value);
        }
        boolean ended = answer.finishReason().isPresent();
        entry.put("finish_reason", ended ? answer.finishReason().get().wire() : null);
        boolean byText = ended
                && answer.finishReason().get().wire().equals("stop")
                && !answer.generated().endOfTurn();
        entry.put("stop_reason", byText ? request.path("stop").path(0).asText() : null);
        return body;
    }

    private SamplingParameters sampling(int choice) {
        List<String> stop = new ArrayList<>();
        request.path("stop").forEach(text -> stop.add(text.asText()));
        return new SamplingParameters(
                request.path("temperature").asDouble(1),
                request.path("top_p").asDouble(1),
                request.path("max_tokens").asInt(16),
                request.path("seed").asLong() + choice,
                stop);
    }

    private ObjectNode scored() {
        ObjectNode body = VllmServer.JSON.createObjectNode().put("object", "text_completion");
        ArrayNode choices = body.putArray("choices");
        JsonNode prompts = request.path("prompt");
        Adapter adapter = server.adapter(name);
        for (int i = 0; i < prompts.size(); i++) {
            int[] ids = ints(prompts.get(i));
            float[] values = model.tokenLogProbs(
                            List.of(new Completion(new int[] {ids[0]}, Arrays.copyOfRange(ids, 1, ids.length))),
                            adapter)[0];
            ArrayNode tokens = choices.addObject()
                    .put("index", i)
                    .put("text", "")
                    .put("finish_reason", "length")
                    .putArray("prompt_logprobs");
            tokens.addNull();
            for (int t = 0; t < values.length; t++) {
                tokens.addObject()
                        .putObject(Integer.toString(ids[t + 1]))
                        .put("logprob", values[t])
                        .put("rank", 1);
            }
        }
        return body;
    }

    private static int[] ints(JsonNode array) {
        int[] ids = new int[array.size()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = array.get(i).asInt();
        }
        return ids;
    }
}
