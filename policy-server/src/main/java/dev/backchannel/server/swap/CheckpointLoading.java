package dev.backchannel.server.swap;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.policy.checkpoint.CheckpointStore;
import dev.backchannel.server.policies.ServedPolicy;
import dev.backchannel.topics.Cause;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Loads checkpoints beside the thread that hears commands: one at a time, and one more where the first is wanted no more. Two
 * threads call this: the one that switches, and its own.
 */
final class CheckpointLoading implements AutoCloseable {
    private static final int AT_ONCE = 2;

    private final CheckpointLoader loader;
    private final SwapTraces traces;
    private final StoreCopies copies;
    private final Runnable whenDone;
    private final Queue<Loaded> done = new ConcurrentLinkedQueue<>();
    private final Set<String> running = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE, task -> {
        Thread made = new Thread(task, "checkpoint-loader");
        made.setDaemon(true);
        return made;
    });

    /**
     * How it ended.
     *
     * @param policy held once by whoever takes this; null if {@code error} says why not
     */
    record Loaded(
            Checkpoint checkpoint,
            @Nullable ServedPolicy policy,
            @Nullable RuntimeException error,
            Duration took) {
        /** Why it could not be loaded. */
        String problem() {
            return error == null ? "it was loaded" : Cause.message(error);
        }
    }

    CheckpointLoading(CheckpointLoader loader, SwapTraces traces, CheckpointStore store, Runnable whenDone) {
        this.loader = loader;
        this.traces = traces;
        this.copies = new StoreCopies(store);
        this.whenDone = whenDone;
    }

    /** Ids of those that are being loaded, or wait to be taken. */
    Set<String> running() {
        return Set.copyOf(running);
    }

    /** Whether another one may be loaded beside those. */
    boolean hasRoom() {
        return running.size() < AT_ONCE;
    }

    void begin(Checkpoint checkpoint) {
        running.add(checkpoint.getCheckpointId());
        threads.execute(() -> {
            done.add(load(checkpoint));
            whenDone.run();
            copies.tidy();
        });
    }

    /** One that is done since. Its files stay as copies until {@link #settled}. */
    Optional<Loaded> take() {
        return Optional.ofNullable(done.poll());
    }

    /** What was taken is held elsewhere by now, or nowhere. */
    void settled(String id) {
        running.remove(id);
    }

    /** Loads and waits. */
    Loaded load(Checkpoint checkpoint) {
        long began = System.nanoTime();
        try {
            ServedPolicy policy =
                    traces.over(checkpoint.getCheckpointId(), () -> copies.reading(() -> loader.load(checkpoint)));
            return new Loaded(checkpoint, policy, null, since(began));
        } catch (RuntimeException e) {
            return new Loaded(checkpoint, null, e, since(began));
        }
    }

    /** Lets the store forget its copies of all but these and those that are being loaded, as soon as nothing is read. */
    void keepCopies(Supplier<Set<String>> ids) {
        copies.keep(ids, this::running);
        threads.execute(copies::tidy);
    }

    private static Duration since(long began) {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    @Override
    public void close() {
        threads.shutdown();
        try {
            threads.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Loaded left = done.poll(); left != null; left = done.poll()) {
            if (left.policy() != null) {
                left.policy().release();
            }
        }
    }
}
