package dev.backchannel.server.swap;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.policy.checkpoint.CheckpointStore;
import dev.backchannel.server.policies.ServedPolicy;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads one checkpoint at a time on a thread of its own, so that commands are heard meanwhile. */
final class CheckpointLoading implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CheckpointLoading.class);

    private final CheckpointLoader loader;
    private final SwapTraces traces;
    private final CheckpointStore store;
    private final Runnable whenDone;
    private final AtomicReference<Loaded> done = new AtomicReference<>();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread made = new Thread(task, "checkpoint-loader");
        made.setDaemon(true);
        return made;
    });
    private boolean busy;

    /**
     * How it ended.
     *
     * @param policy held once by whoever takes this; null if {@code error} says why not
     */
    record Loaded(Checkpoint checkpoint, ServedPolicy policy, RuntimeException error, Duration took) {}

    CheckpointLoading(CheckpointLoader loader, SwapTraces traces, CheckpointStore store, Runnable whenDone) {
        this.loader = loader;
        this.traces = traces;
        this.store = store;
        this.whenDone = whenDone;
    }

    /** Whether one is being loaded, or waits to be taken. */
    boolean busy() {
        return busy;
    }

    void begin(Checkpoint checkpoint) {
        busy = true;
        thread.execute(() -> {
            done.set(load(checkpoint));
            whenDone.run();
        });
    }

    /** The one that is done since. */
    Optional<Loaded> take() {
        Loaded loaded = done.getAndSet(null);
        busy = busy && loaded == null;
        return Optional.ofNullable(loaded);
    }

    /** Loads and waits. */
    Loaded load(Checkpoint checkpoint) {
        long began = System.nanoTime();
        try {
            ServedPolicy policy = traces.over(checkpoint.getCheckpointId(), () -> loader.load(checkpoint));
            return new Loaded(checkpoint, policy, null, since(began));
        } catch (RuntimeException e) {
            return new Loaded(checkpoint, null, e, since(began));
        }
    }

    /** Lets the store forget its copies of all but these; not while one is read. */
    void keepCopies(Set<String> ids) {
        thread.execute(() -> {
            try {
                store.keepCopies(ids);
            } catch (RuntimeException e) {
                log.warn("copies of former checkpoints stay: {}", e.getMessage());
            }
        });
    }

    private static Duration since(long began) {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    @Override
    public void close() {
        thread.shutdown();
        try {
            thread.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        take().map(Loaded::policy).ifPresent(ServedPolicy::release);
    }
}
