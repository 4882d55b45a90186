package dev.backchannel.policy.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** The threads of a model on which the parts of a batch run. Thread-safe. */
final class ShardWorkers implements AutoCloseable {
    private final ExecutorService pool;

    /** @param threads how many parts run at the same time */
    ShardWorkers(int threads) {
        AtomicInteger number = new AtomicInteger();
        this.pool = Executors.newFixedThreadPool(threads, work -> {
            Thread thread = new Thread(work, "policy-shard-" + number.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Runs all and returns their results in order. If any fails, it still waits for the others, for they use memory that
     * the caller is about to free.
     */
    <T> List<T> all(List<Supplier<T>> work) {
        if (work.size() == 1) {
            return work.stream().map(Supplier::get).toList();
        }
        List<CompletableFuture<T>> futures = work.stream()
                .map(one -> CompletableFuture.supplyAsync(one, pool))
                .toList();
        List<T> results = new ArrayList<>();
        Throwable failure = null;
        for (CompletableFuture<T> future : futures) {
            try {
                results.add(future.join());
            } catch (CompletionException e) {
                failure = e.getCause();
            }
        }
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure != null) {
            throw (RuntimeException) failure; // a supplier throws no other
        }
        return results;
    }

    @Override
    public void close() {
        pool.shutdown();
    }
}
