package dev.backchannel.server.pool;

import dev.backchannel.policy.Tokenizer;
import dev.backchannel.server.generation.AnswerEngine;
import dev.backchannel.server.generation.GenerationConfig;
import dev.backchannel.server.generation.GenerationMetrics;
import dev.backchannel.server.generation.GenerationRequest;
import dev.backchannel.server.generation.GenerationResult;
import dev.backchannel.server.generation.OngoingAnswer;
import dev.backchannel.server.generation.Outcome;
import dev.backchannel.server.generation.QueueFullException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Lets a pool of vLLM servers answer. What runs is counted, and more than there may be is turned away. */
final class PoolEngine implements AnswerEngine {
    /** Internal requests may take this part of the room, so that there is always some for users. */
    private static final int INTERNAL_PART = 2;

    private final UpstreamPool pool;
    private final PoolConfig poolConfig;
    private final GenerationConfig config;
    private final Tokenizer tokenizer;
    private final GenerationMetrics metrics;
    private final PoolMetrics poolMetrics;
    private final AtomicInteger users = new AtomicInteger();
    private final AtomicInteger internals = new AtomicInteger();
    private final AtomicInteger waiting = new AtomicInteger();
    private final Set<PooledAnswer> open = new HashSet<>();
    private volatile boolean closed;

    PoolEngine(
            UpstreamPool pool,
            PoolConfig poolConfig,
            GenerationConfig config,
            Tokenizer tokenizer,
            GenerationMetrics metrics,
            PoolMetrics poolMetrics) {
        this.pool = pool;
        this.poolConfig = poolConfig;
        this.config = config;
        this.tokenizer = tokenizer;
        this.metrics = metrics;
        this.poolMetrics = poolMetrics;
        metrics.watchQueue(waiting::get);
    }

    @Override
    public PoolEngine start() {
        pool.start();
        return this;
    }

    @Override
    public OngoingAnswer submit(GenerationRequest request) {
        if (closed) {
            throw new IllegalStateException("the server is shutting down");
        }
        int running = users.get() + internals.get();
        if (running >= room() || (request.internal() && internals.get() >= room() / INTERNAL_PART)) {
            throw new QueueFullException(running);
        }
        waiting.incrementAndGet();
        count(request.internal(), 1);
        PooledAnswer answer = new PooledAnswer(this, request, nanos());
        pool.context().runOnContext(v -> {
            open.add(answer);
            answer.begin();
        });
        return answer;
    }

    private int room() {
        return poolConfig.maxRequests() * Math.max(1, pool.upCount());
    }

    private void count(boolean internal, int change) {
        (internal ? internals : users).addAndGet(change);
        metrics.rows(users.get(), internals.get());
    }

    /** An upstream has begun to answer it. */
    void began(PooledAnswer answer, int promptTokens, long waitedNanos) {
        waiting.decrementAndGet();
        metrics.began(promptTokens, answer.internal(), waitedNanos);
    }

    void ended(PooledAnswer answer, GenerationResult result) {
        open.remove(answer);
        if (!result.began()) {
            waiting.decrementAndGet();
        }
        count(answer.internal(), -1);
        metrics.ended(answer.internal(), result);
    }

    /** An upstream failed a request. */
    void failed(Upstream upstream) {
        poolMetrics.failed(upstream.name());
    }

    @Override
    public boolean queueFull() {
        return users.get() + internals.get() >= room();
    }

    @Override
    public boolean alive() {
        return !closed && pool.upCount() > 0;
    }

    /** The model in this process is nobody else's. */
    @Override
    public boolean usersBusy() {
        return false;
    }

    UpstreamPool pool() {
        return pool;
    }

    GenerationConfig config() {
        return config;
    }

    Tokenizer tokenizer() {
        return tokenizer;
    }

    GenerationMetrics metrics() {
        return metrics;
    }

    /** So long a request waits for one of them to answer again. */
    Duration noUpstreamPatience() {
        return poolConfig.checkEvery();
    }

    long nanos() {
        return System.nanoTime();
    }

    /** @return the timer */
    long after(long millis, Runnable action) {
        return pool.vertx().setTimer(millis, timer -> action.run());
    }

    void cancelTimer(long timer) {
        pool.vertx().cancelTimer(timer);
    }

    @Override
    public void close() {
        closed = true;
        CountDownLatch done = new CountDownLatch(1);
        pool.context().runOnContext(v -> {
            List.copyOf(open).forEach(answer -> answer.end(Outcome.FAILED, "the server is shutting down"));
            done.countDown();
        });
        try {
            done.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        pool.close();
    }
}
