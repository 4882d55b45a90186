package dev.backchannel.server.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backchannel.server.embedding.EmbeddingEngine;
import dev.backchannel.server.policies.ServedPolicy;
import dev.backchannel.server.scoring.Rank;
import dev.backchannel.topics.Cause;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

/** {@code POST /v1/embeddings}: OpenAI's, of the base's own hidden states. */
final class EmbeddingsHandler implements Handler<RoutingContext> {
    private final WorkerExecutor workers;
    private final EmbeddingsReader reader;
    private final EmbeddingEngine engine;

    EmbeddingsHandler(WorkerExecutor workers, EmbeddingsReader reader, EmbeddingEngine engine) {
        this.workers = workers;
        this.reader = reader;
        this.engine = engine;
    }

    @Override
    public void handle(RoutingContext ctx) {
        byte[] body = BodyReader.body(ctx);
        Rank rank = Rank.of(ctx.request().headers().contains(ChatHandler.INTERNAL));
        workers.executeBlocking(() -> reader.read(body), false)
                .onSuccess(request -> embed(ctx, request, rank))
                .onFailure(ctx::fail);
    }

    private void embed(RoutingContext ctx, EmbeddingsReader.Request request, Rank rank) {
        List<Future<float[]>> embeddings = new ArrayList<>();
        try {
            for (String input : request.inputs()) {
                embeddings.add(Future.fromCompletionStage(
                        engine.of(input, rank), ctx.vertx().getOrCreateContext()));
            }
        } catch (RejectedExecutionException e) {
            ctx.fail(ApiException.queueFull(Cause.message(e)));
            return;
        }
        Future.all(embeddings)
                .onSuccess(done -> send(ctx, request, done.list()))
                .onFailure(error -> ctx.fail(
                        error instanceof IllegalStateException
                                ? ApiException.unavailable("unavailable", Cause.message(error))
                                : error));
    }

    private void send(RoutingContext ctx, EmbeddingsReader.Request request, List<float[]> embeddings) {
        if (ctx.response().closed()) {
            return;
        }
        ObjectNode body = Json.object().put("object", "list");
        ArrayNode data = body.putArray("data");
        for (int i = 0; i < embeddings.size(); i++) {
            ObjectNode entry = data.addObject().put("object", "embedding").put("index", i);
            if (request.base64()) {
                entry.put("embedding", base64(embeddings.get(i)));
            } else {
                ArrayNode numbers = entry.putArray("embedding");
                for (float number : embeddings.get(i)) {
                    numbers.add(number);
                }
            }
        }
        body.put("model", ServedPolicy.BASE).put("base_digest", engine.baseDigest());
        body.putObject("usage").put("prompt_tokens", request.tokens()).put("total_tokens", request.tokens());
        ctx.response().putHeader("content-type", "application/json").end(Buffer.buffer(Json.bytes(body)));
    }

    private static String base64(float[] numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float number : numbers) {
            bytes.putFloat(number);
        }
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
