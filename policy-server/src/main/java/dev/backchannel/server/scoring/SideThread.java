package dev.backchannel.server.scoring;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * The one thread that runs the model beside the inference thread: scores and embeddings, by rank, then in the order they
 * came. Long work is cut into parts; between two of them what answers wait for is done, and internal work rests as long as
 * its part took while users are being answered, so that it slows them only mildly and still comes to its end.
 */
public final class SideThread implements AutoCloseable {
    private static final long LONGEST_REST_MILLIS = 50;

    private final int capacity;
    private final BooleanSupplier usersBusy;
    private final PriorityBlockingQueue<Job<?>> jobs = new PriorityBlockingQueue<>();
    private final AtomicLong order = new AtomicLong();
    private final Thread thread = new Thread(this::run, "policy-scoring");
    private volatile boolean closing;

    private record Job<T>(Rank rank, long order, Callable<T> work, CompletableFuture<T> result)
            implements Comparable<Job<?>> {
        @Override
        public int compareTo(Job<?> other) {
            int byRank = rank.compareTo(other.rank);
            return byRank != 0 ? byRank : Long.compare(order, other.order);
        }

        void perform() {
            if (result.isDone()) {
                return; // nobody waits any more
            }
            try {
                result.complete(work.call());
            } catch (Exception | Error e) { // one request's failure must not end the thread for all
                result.completeExceptionally(e);
            }
        }
    }

    /**
     * @param capacity so much work may wait
     * @param usersBusy whether users are being answered
     */
    public SideThread(int capacity, BooleanSupplier usersBusy, MeterRegistry metrics) {
        this.capacity = capacity;
        this.usersBusy = usersBusy;
        Gauge.builder("backchannel_scores_waiting", this::waiting)
                .description("Scoring and embedding requests that wait")
                .register(metrics);
        thread.setDaemon(true);
    }

    public SideThread start() {
        thread.start();
        return this;
    }

    /**
     * Any thread; never blocks. Who cancels the result, or lets it time out, before its turn comes spares the work.
     *
     * @throws RejectedExecutionException if too much waits, or the thread is closed
     */
    public <T> CompletableFuture<T> submit(Rank rank, Callable<T> work) {
        if (closing || jobs.size() >= capacity) {
            throw new RejectedExecutionException(
                    closing ? "the server is shutting down" : jobs.size() + " scoring requests are waiting already");
        }
        Job<T> job = new Job<>(rank, order.getAndIncrement(), work, new CompletableFuture<>());
        jobs.add(job);
        if (closing) { // closed meanwhile: nobody may come for it any more
            job.result().completeExceptionally(shuttingDown());
        }
        return job.result();
    }

    int waiting() {
        return jobs.size();
    }

    /** Whether work of this rank should be cut small now. */
    boolean yields(Rank rank) {
        return rank == Rank.INTERNAL && usersBusy.getAsBoolean();
    }

    /**
     * Between two parts of one piece of work, on this thread.
     *
     * @param partNanos what the last part took
     */
    void pause(Rank rank, long partNanos) throws InterruptedException {
        for (Job<?> job = jobs.peek(); job != null && job.rank() == Rank.ANSWER; job = jobs.peek()) {
            jobs.poll().perform(); // this thread alone takes from the queue, so whatever came in between ranks no lower
        }
        if (yields(rank)) {
            Thread.sleep(Math.min(LONGEST_REST_MILLIS, partNanos / 1_000_000));
        }
    }

    private void run() {
        try {
            while (!closing) {
                Job<?> job = jobs.poll(100, TimeUnit.MILLISECONDS);
                if (job != null) {
                    job.perform();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            closing = true;
            jobs.forEach(job -> job.result().completeExceptionally(shuttingDown()));
        }
    }

    private static IllegalStateException shuttingDown() {
        return new IllegalStateException("the server is shutting down");
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
