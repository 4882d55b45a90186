package dev.backchannel.server.pool;

import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.checkpoint.CheckpointStore;
import dev.backchannel.server.emission.OperatorReports;
import dev.backchannel.server.generation.AnswerEngine;
import dev.backchannel.server.generation.GenerationConfig;
import dev.backchannel.server.generation.GenerationMetrics;
import dev.backchannel.server.scoring.Scorer;
import dev.backchannel.server.swap.CheckpointContents;
import dev.backchannel.server.swap.CheckpointLoader;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;

/**
 * A pool of vLLM servers as what answers, scores and takes up checkpoints.
 *
 * @param answers closes the pool
 */
public record VllmPool(AnswerEngine answers, Scorer scorer, CheckpointLoader loader) {
    /** @param model renders and encodes the prompts: the same base as the servers' */
    public static VllmPool of(
            Vertx vertx,
            PolicyModel model,
            PoolConfig config,
            GenerationConfig generation,
            CheckpointStore store,
            OperatorReports reports,
            MeterRegistry metrics) {
        UpstreamPool pool = new UpstreamPool(vertx, config, reports);
        PoolEngine engine = new PoolEngine(
                pool,
                config,
                generation,
                model.tokenizer(),
                new GenerationMetrics(metrics),
                new PoolMetrics(metrics, pool));
        return new VllmPool(
                engine,
                new PooledScorer(pool, generation.requestTimeout(), metrics),
                new PooledLoader(new CheckpointContents(model, store), store, config.adapterRoot(), pool));
    }
}
