package dev.backchannel.server.pool;

import dev.backchannel.server.policies.ServedPolicy;
import dev.backchannel.server.scoring.ScoreRequest;
import dev.backchannel.server.scoring.Scorer;
import dev.backchannel.server.scoring.Scores;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Scores continuations by the pool's {@code prompt_logprobs}, in parts. */
final class PooledScorer implements Scorer {
    private static final int PART = 32;
    private static final int MOST_RUNNING = 64;

    private final UpstreamPool pool;
    private final Duration patience;
    private final Timer timer;
    private final AtomicInteger running = new AtomicInteger();

    /** @param patience for one part */
    PooledScorer(UpstreamPool pool, Duration patience, MeterRegistry metrics) {
        this.pool = pool;
        this.patience = patience;
        this.timer = Timer.builder("backchannel_score")
                .description("One scoring request, without its wait")
                .register(metrics);
    }

    @Override
    public CompletableFuture<Scores> submit(ScoreRequest request) {
        if (running.get() >= MOST_RUNNING) {
            throw new RejectedExecutionException(running.get() + " scoring requests are waiting already");
        }
        running.incrementAndGet();
        long began = System.nanoTime();
        CompletableFuture<Scores> result = new CompletableFuture<>();
        pool.context().runOnContext(v -> score(request).onComplete(done -> {
            running.decrementAndGet();
            if (done.succeeded()) {
                timer.record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
                result.complete(done.result());
            } else {
                result.completeExceptionally(
                        new IllegalStateException(done.cause().getMessage(), done.cause()));
            }
        }));
        return result;
    }

    private Future<Scores> score(ScoreRequest request) {
        ServedPolicy policy = request.route().acquire().orElse(null);
        if (policy == null) {
            return Future.failedFuture("the checkpoint is no longer loaded");
        }
        Future<Scores> scores = pool.choose(policy.id(), Set.of())
                .map(upstream -> score(request, policy.id(), upstream, new ArrayList<>()))
                .orElseGet(() -> Future.failedFuture("no upstream that has " + policy.id() + " answers"));
        return scores.onComplete(done -> policy.release());
    }

    private Future<Scores> score(ScoreRequest request, String policyId, Upstream upstream, List<Double> before) {
        if (before.size() == request.continuations().size()) {
            return Future.succeededFuture(new Scores(
                    policyId, before.stream().mapToDouble(Double::doubleValue).toArray()));
        }
        List<int[]> part = request.continuations()
                .subList(
                        before.size(),
                        Math.min(before.size() + PART, request.continuations().size()));
        List<int[]> texts =
                part.stream().map(ids -> joined(request.prefix(), ids)).toList();
        int[] judged = part.stream().mapToInt(ids -> ids.length).toArray();
        upstream.begun();
        return upstream.client()
                .logProbs(upstream.modelOf(policyId), texts, judged, patience)
                .onComplete(done -> upstream.done())
                .recover(error -> Future.failedFuture(upstream.name() + ": " + error.getMessage()))
                .compose(values -> {
                    for (double[] one : values) {
                        before.add(Arrays.stream(one).average().orElse(Double.NaN));
                    }
                    return score(request, policyId, upstream, before);
                });
    }

    private static int[] joined(int[] prefix, int[] continuation) {
        int[] all = Arrays.copyOf(prefix, prefix.length + continuation.length);
        System.arraycopy(continuation, 0, all, prefix.length, continuation.length);
        return all;
    }
}
