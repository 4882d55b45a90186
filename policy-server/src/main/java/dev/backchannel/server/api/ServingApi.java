package dev.backchannel.server.api;

import dev.backchannel.policy.PolicyModel;
import dev.backchannel.server.ServedTracker;
import dev.backchannel.server.emission.TurnSpool;
import dev.backchannel.server.generation.AnswerEngine;
import dev.backchannel.server.policies.PolicyRegistry;
import dev.backchannel.server.policies.PolicyRouter;
import dev.backchannel.server.profiles.ProfileServing;
import dev.backchannel.server.scoring.Scorer;
import dev.backchannel.topics.Traces;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;

/** The server's routes. */
public final class ServingApi {
    private final ChatHandler chat;
    private final ScoreHandler score;
    private final EmbeddingsHandler embeddings;
    private final ProfileHandler profiles;
    private final ModelsHandler models;
    private final int maxBodyBytes;

    /** @param random thread-safe and unpredictable */
    public ServingApi(
            PolicyModel model,
            PolicyRouter router,
            PolicyRegistry registry,
            AnswerEngine answers,
            Scorer scorer,
            TurnSpool spool,
            ServedTracker served,
            ProfileServing profiles,
            WorkerExecutor workers,
            int defaultMaxTokens,
            int maxBodyBytes,
            Clock clock,
            RandomGenerator random,
            Traces traces) {
        this.maxBodyBytes = maxBodyBytes;
        BaseRecord record = BaseRecord.read(model.folder());
        EventIds ids = new EventIds(clock, random);
        int context = Math.min(model.config().contextLength(), answers.longest());
        ChatPreparer preparer = new ChatPreparer(model, context, record, router, defaultMaxTokens, random, ids);
        ChatReading reading = new ChatReading(workers, profiles.shaper(), preparer, model.prompts(), clock);
        this.chat = new ChatHandler(workers, reading, answers, model.tokenizer(), spool, served, traces);
        this.embeddings = new EmbeddingsHandler(
                workers,
                new EmbeddingsReader(model.prompts(), profiles.embeddings().width()),
                profiles.embeddings());
        this.profiles = new ProfileHandler(
                workers,
                profiles.known(),
                profiles.changes(),
                new ProfileEditReader(profiles.rule()),
                ids,
                profiles.changePatience());
        this.score = new ScoreHandler(workers, new ScorePreparer(model, router), scorer);
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
        router.post("/v1/embeddings")
                .handler(new BodyReader(maxBodyBytes))
                .handler(embeddings)
                .failureHandler(errors);
        router.get(ProfileHandler.PATH).handler(profiles::show).failureHandler(errors);
        router.put(ProfileHandler.PATH)
                .handler(new BodyReader(maxBodyBytes))
                .handler(profiles::replace)
                .failureHandler(errors);
        router.delete(ProfileHandler.PATH).handler(profiles::forget).failureHandler(errors);
        for (String path : List.of("/v1/chat/completions", "/v1/score", "/v1/embeddings")) {
            refuseOtherMethods(router, path, "POST", errors);
        }
        refuseOtherMethods(router, ProfileHandler.PATH, "GET, PUT or DELETE", errors);
        router.route(HttpMethod.GET, "/v1/models").handler(models).failureHandler(errors);
        router.route(HttpMethod.GET, "/v1/models/:id").handler(models).failureHandler(errors);
    }

    private static void refuseOtherMethods(Router router, String path, String known, ApiErrors errors) {
        router.route(path)
                .handler(ctx -> ctx.fail(ApiException.methodNotAllowed(
                        ctx.request().method().name(),
                        Objects.requireNonNullElse(ctx.request().path(), path),
                        known)))
                .failureHandler(errors);
    }
}
