package dev.backchannel.server;

import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.checkpoint.CheckpointStore;
import dev.backchannel.server.emission.OperatorReports;
import dev.backchannel.server.generation.AnswerEngine;
import dev.backchannel.server.generation.GenerationEngine;
import dev.backchannel.server.generation.GenerationMetrics;
import dev.backchannel.server.pool.VllmPool;
import dev.backchannel.server.scoring.Scorer;
import dev.backchannel.server.scoring.ScoringEngine;
import dev.backchannel.server.scoring.SideThread;
import dev.backchannel.server.swap.CheckpointLoader;
import dev.backchannel.server.swap.CheckpointVerifier;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;

/**
 * What runs the model for the API: everything that differs between the model in this process and a pool behind it.
 *
 * @param answers chat completions
 * @param side runs the base in this process for embeddings, while {@code answers} has no users
 * @param scorer of continuations
 * @param loader takes up checkpoints
 */
record Backend(AnswerEngine answers, SideThread side, Scorer scorer, CheckpointLoader loader) {
    private static final int SCORES_WAITING = 256;

    static Backend of(
            Vertx vertx,
            PolicyModel model,
            ServerConfig config,
            CheckpointStore store,
            OperatorReports reports,
            MeterRegistry metrics) {
        return switch (config.backend()) {
            case LOCAL -> inProcess(model, config, store, metrics);
            case VLLM -> pool(vertx, model, config, store, reports, metrics);
        };
    }

    /** The model in this process does everything. */
    private static Backend inProcess(
            PolicyModel model, ServerConfig config, CheckpointStore store, MeterRegistry metrics) {
        GenerationEngine engine =
                new GenerationEngine(model, config.generation(), new GenerationMetrics(metrics), System::nanoTime);
        SideThread side = new SideThread(SCORES_WAITING, engine::usersBusy, metrics);
        return new Backend(
                engine,
                side,
                new ScoringEngine(model, side, config.generation().prefixCacheBytes() / 4, metrics),
                new CheckpointVerifier(model, store));
    }

    /** The model in this process encodes prompts and embeds contexts. */
    private static Backend pool(
            Vertx vertx,
            PolicyModel model,
            ServerConfig config,
            CheckpointStore store,
            OperatorReports reports,
            MeterRegistry metrics) {
        VllmPool pool = VllmPool.of(vertx, model, config.pool(), config.generation(), store, reports, metrics);
        return new Backend(
                pool.answers(),
                new SideThread(SCORES_WAITING, pool.answers()::usersBusy, metrics),
                pool.scorer(),
                pool.loader());
    }

    void start() {
        answers.start();
        side.start();
    }

    void close() {
        side.close();
        scorer.close();
        answers.close();
    }
}
