package dev.backchannel.server.api;

import dev.backchannel.policy.PolicyModel;
import dev.backchannel.server.ServedTracker;
import dev.backchannel.server.emission.TurnSpool;
import dev.backchannel.server.generation.GenerationEngine;
import dev.backchannel.server.policies.PolicyRegistry;
import dev.backchannel.server.policies.PolicyRouter;
import dev.backchannel.server.scoring.ScoringEngine;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import java.time.Clock;
import java.util.List;
import java.util.random.RandomGenerator;

/** The server's routes. */
public final class ServingApi {
    private final ChatHandler chat;
    private final ScoreHandler score;
    private final ModelsHandler models;
    private final int maxBodyBytes;

    /** @param random thread-safe and unpredictable */
    public ServingApi(
            PolicyModel model,
            PolicyRouter router,
            PolicyRegistry registry,
            GenerationEngine generation,
            ScoringEngine scoring,
            TurnSpool spool,
            ServedTracker served,
            WorkerExecutor workers,
            int defaultMaxTokens,
            int maxBodyBytes,
            Clock clock,
            RandomGenerator random) {
        this.maxBodyBytes = maxBodyBytes;
        BaseRecord record = BaseRecord.read(model.folder());
        ChatPreparer preparer = new ChatPreparer(model, record, router, defaultMaxTokens, clock, random);
        this.chat = new ChatHandler(workers, preparer, generation, model.tokenizer(), spool, served);
        this.score = new ScoreHandler(workers, new ScorePreparer(model, router), scoring);
        this.models = new ModelsHandler(model, record, registry, clock.instant().getEpochSecond());
    }

    public void mount(Router router) {
        ApiErrors errors = new ApiErrors();
        router.post("/v1/chat/completions")
                .handler(new BodyReader(maxBodyBytes))
                .handler(chat)
                .failureHandler(errors);
        router.post("/v1/score")
                .handler(new BodyReader(maxBodyBytes))
                .handler(score)
                .failureHandler(errors);
        for (String path : List.of("/v1/chat/completions", "/v1/score")) {
            router.route(path)
                    .handler(ctx -> ctx.fail(
                            ApiException.methodNotAllowed(ctx.request().method().name(), path)))
                    .failureHandler(errors);
        }
        router.route(HttpMethod.GET, "/v1/models").handler(models).failureHandler(errors);
        router.route(HttpMethod.GET, "/v1/models/:id").handler(models).failureHandler(errors);
    }
}
