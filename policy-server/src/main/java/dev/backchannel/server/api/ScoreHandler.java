package dev.backchannel.server.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backchannel.server.scoring.ScoreRequest;
import dev.backchannel.server.scoring.Scorer;
import dev.backchannel.server.scoring.Scores;
import dev.backchannel.topics.Cause;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.RejectedExecutionException;

/** {@code POST /v1/score}: how likely each text is as the user's next message. */
final class ScoreHandler implements Handler<RoutingContext> {
    private final WorkerExecutor workers;
    private final ScorePreparer preparer;
    private final Scorer scorer;

    ScoreHandler(WorkerExecutor workers, ScorePreparer preparer, Scorer scorer) {
        this.workers = workers;
        this.preparer = preparer;
        this.scorer = scorer;
    }

    @Override
    public void handle(RoutingContext ctx) {
        byte[] body = BodyReader.body(ctx);
        boolean internal = ctx.request().headers().contains(ChatHandler.INTERNAL);
        workers.executeBlocking(() -> preparer.prepare(body, internal), false)
                .onSuccess(request -> score(ctx, request))
                .onFailure(ctx::fail);
    }

    private void score(RoutingContext ctx, ScoreRequest request) {
        try {
            Future.fromCompletionStage(scorer.submit(request), ctx.vertx().getOrCreateContext())
                    .onSuccess(scores -> send(ctx, request, scores))
                    .onFailure(error -> ctx.fail(
                            error instanceof IllegalStateException
                                    ? ApiException.unavailable("unavailable", Cause.message(error))
                                    : error));
        } catch (RejectedExecutionException e) {
            ctx.fail(ApiException.queueFull(Cause.message(e)));
        }
    }

    private static void send(RoutingContext ctx, ScoreRequest request, Scores scores) {
        if (ctx.response().closed()) {
            return;
        }
        ObjectNode body = Json.object().put("model", request.route().model());
        ArrayNode entries = body.putArray("scores");
        for (int i = 0; i < scores.meanLogProbs().length; i++) {
            entries.addObject()
                    .put("meanLogProb", scores.meanLogProbs()[i])
                    .put("tokens", request.continuations().get(i).length);
        }
        ctx.response()
                .putHeader("content-type", "application/json")
                .putHeader("x-backchannel-checkpoint", scores.checkpoint())
                .end(Buffer.buffer(Json.bytes(body)));
    }
}
