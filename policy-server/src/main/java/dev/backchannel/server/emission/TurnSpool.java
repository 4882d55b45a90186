package dev.backchannel.server.emission;

import dev.backchannel.avro.Interaction;
import dev.backchannel.topics.Keys;
import dev.backchannel.topics.Topic;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Served turns on their way to the broker. {@link #append} never waits for disk or broker; a writer thread puts turns into
 * numbered files, and {@link SpoolDelivery} sends them and deletes the files once the broker has acknowledged. What lies on
 * disk when the process dies is sent by the next one. Only a kill between the broker's acknowledgement and its note on disk
 * repeats a turn, with the same event id, which the reader of the topic drops.
 */
public final class TurnSpool implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TurnSpool.class);
    private static final int QUEUED = 4096;
    private static final int BATCH = 256;

    private final Topic<String, Interaction> topic;
    private final SpoolDirectory directory;
    private final SpoolMetrics metrics;
    private final SpoolWriter writer;
    private final SpoolDelivery delivery;
    private final Runnable onOverflow;
    private final BlockingQueue<Pending> queue = new ArrayBlockingQueue<>(QUEUED);
    private final Thread thread;
    private volatile boolean closing;

    private record Pending(Interaction turn, @Nullable String traceparent, CompletableFuture<Boolean> written) {}

    /**
     * Opens the spool and goes on with what it holds.
     *
     * @param folder where it lies
     * @param kafka settings of the producer
     * @param onOverflow runs whenever a turn had to be dropped
     */
    public TurnSpool(
            Path folder,
            SpoolConfig config,
            Topic<String, Interaction> topic,
            Map<String, Object> kafka,
            Runnable onOverflow,
            MeterRegistry registry) {
        this.topic = topic;
        this.onOverflow = onOverflow;
        this.directory = new SpoolDirectory(folder);
        this.metrics = new SpoolMetrics(registry);
        try {
            this.writer = new SpoolWriter(directory, config, metrics);
            this.delivery = new SpoolDelivery(directory, writer, topic.name(), kafka, metrics);
        } catch (IOException e) {
            throw new UncheckedIOException("the spool " + folder + " cannot be opened: " + e.getMessage(), e);
        }
        this.thread = new Thread(this::run, "turn-spool");
        thread.setDaemon(true);
    }

    public TurnSpool start() {
        thread.start();
        delivery.start();
        return this;
    }

    /** @return true once the turn is on disk; false if it had to be dropped */
    public CompletableFuture<Boolean> append(Interaction turn) {
        return append(turn, null);
    }

    /** @param traceparent goes with the record; null for none */
    public CompletableFuture<Boolean> append(Interaction turn, @Nullable String traceparent) {
        Pending pending = new Pending(turn, traceparent, new CompletableFuture<>());
        if (closing || !queue.offer(pending)) {
            drop(pending);
        }
        return pending.written();
    }

    /** Turns on disk that the broker has not acknowledged. */
    public long waiting() {
        return metrics.waiting.get();
    }

    private void run() {
        List<Pending> batch = new ArrayList<>();
        try {
            while (!closing || !queue.isEmpty()) {
                Pending first = queue.poll(50, TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    queue.drainTo(batch, BATCH);
                    write(batch);
                    batch.clear();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(List<Pending> batch) {
        List<Pending> fitting = new ArrayList<>();
        try {
            for (Pending pending : batch) {
                if (writer.add(encode(pending))) {
                    fitting.add(pending);
                } else {
                    drop(pending);
                }
            }
            writer.commit();
            fitting.forEach(pending -> pending.written().complete(true));
            delivery.wake();
        } catch (IOException | RuntimeException e) {
            log.error("turns could not be written to the spool", e);
            batch.stream().filter(pending -> !pending.written().isDone()).forEach(this::drop);
        }
    }

    private SpooledTurn encode(Pending pending) {
        Interaction turn = pending.turn();
        return new SpooledTurn(
                Keys.of(turn.getTenant(), turn.getConversationId()),
                topic.valueSerde().serializer().serialize(topic.name(), turn),
                pending.traceparent());
    }

    private void drop(Pending pending) {
        metrics.overflowed.increment();
        onOverflow.run();
        pending.written().complete(false);
    }

    /** Writes what was appended, gives delivery a moment, and leaves the rest to the next process. */
    @Override
    public void close() {
        closing = true;
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        delivery.close();
        writer.close();
        directory.close();
    }
}
