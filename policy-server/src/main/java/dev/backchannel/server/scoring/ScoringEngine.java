package dev.backchannel.server.scoring;

import dev.backchannel.policy.PolicyModel;
import dev.backchannel.server.policies.ServedPolicy;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * Scores continuations on a thread of its own, beside the inference thread. A request is cut into chunks; between two
 * chunks of an internal request it rests as long as the chunk took while users are being answered, so that scoring slows
 * them only mildly and still comes to its end.
 */
public final class ScoringEngine implements AutoCloseable {
    private static final int CHUNK_TOKENS = 4096;
    private static final int YIELDING_CHUNK_TOKENS = 512;
    private static final long LONGEST_YIELD_MILLIS = 50;

    private final PolicyModel model;
    private final int capacity;
    private final BooleanSupplier usersBusy;
    private final Timer timer;
    private final PriorityBlockingQueue<Job> jobs = new PriorityBlockingQueue<>();
    private final AtomicLong order = new AtomicLong();
    private final Thread thread;
    private volatile boolean closing;

    private record Job(ScoreRequest request, long order, CompletableFuture<Scores> result) implements Comparable<Job> {
        @Override
        public int compareTo(Job other) {
            int byRank = Boolean.compare(request.internal(), other.request.internal());
            return byRank != 0 ? byRank : Long.compare(order, other.order);
        }
    }

    /**
     * @param capacity so many requests may wait
     * @param usersBusy whether users are being answered
     */
    public ScoringEngine(PolicyModel model, int capacity, BooleanSupplier usersBusy, MeterRegistry metrics) {
        this.model = model;
        this.capacity = capacity;
        this.usersBusy = usersBusy;
        this.timer = Timer.builder("backchannel_score")
                .description("One scoring request, without its wait")
                .register(metrics);
        Gauge.builder("backchannel_scores_waiting", jobs::size)
                .description("Scoring requests that wait")
                .register(metrics);
        this.thread = new Thread(this::run, "policy-scoring");
        thread.setDaemon(true);
    }

    public ScoringEngine start() {
        thread.start();
        return this;
    }

    /**
     * Any thread; never blocks.
     *
     * @return the scores; fails with {@link IllegalStateException} if the policy is not loaded any more
     * @throws RejectedExecutionException if too many wait, or the engine is closed
     */
    public CompletableFuture<Scores> submit(ScoreRequest request) {
        if (closing || jobs.size() >= capacity) {
            throw new RejectedExecutionException(
                    closing ? "the server is shutting down" : jobs.size() + " scoring requests are waiting already");
        }
        Job job = new Job(request, order.getAndIncrement(), new CompletableFuture<>());
        jobs.add(job);
        if (closing) { // closed meanwhile: nobody may come for it any more
            job.result().completeExceptionally(new IllegalStateException("the server is shutting down"));
        }
        return job.result();
    }

    private void run() {
        try {
            while (!closing) {
                Job job = jobs.poll(100, TimeUnit.MILLISECONDS);
                if (job != null) {
                    answer(job);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            closing = true;
            jobs.forEach(job ->
                    job.result().completeExceptionally(new IllegalStateException("the server is shutting down")));
        }
    }

    private void answer(Job job) throws InterruptedException {
        ServedPolicy policy = job.request().route().acquire().orElse(null);
        if (policy == null) {
            job.result().completeExceptionally(new IllegalStateException("the checkpoint is no longer loaded"));
            return;
        }
        try {
            long began = System.nanoTime();
            double[] scores = score(job.request(), policy);
            timer.record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
            job.result().complete(new Scores(policy.id(), scores));
        } catch (RuntimeException e) {
            job.result().completeExceptionally(e);
        } finally {
            policy.release();
        }
    }

    private double[] score(ScoreRequest request, ServedPolicy policy) throws InterruptedException {
        double[] scores = new double[request.continuations().size()];
        int done = 0;
        while (done < scores.length) {
            boolean yielding = request.internal() && usersBusy.getAsBoolean();
            List<int[]> chunk = chunk(request.continuations(), done, yielding ? YIELDING_CHUNK_TOKENS : CHUNK_TOKENS);
            long began = System.nanoTime();
            double[] part = model.score(request.prefix(), chunk, policy.adapter());
            System.arraycopy(part, 0, scores, done, part.length);
            done += part.length;
            if (yielding && done < scores.length) {
                Thread.sleep(Math.min(LONGEST_YIELD_MILLIS, (System.nanoTime() - began) / 1_000_000));
            }
        }
        return scores;
    }

    /** As many of the continuations from {@code from} on as have so many tokens; at least one. */
    private static List<int[]> chunk(List<int[]> continuations, int from, int mostTokens) {
        int to = from;
        int tokens = 0;
        do {
            tokens += continuations.get(to++).length;
        } while (to < continuations.size() && tokens + continuations.get(to).length <= mostTokens);
        return continuations.subList(from, to);
    }

    @Override
    public void close() {
        closing = true;
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
