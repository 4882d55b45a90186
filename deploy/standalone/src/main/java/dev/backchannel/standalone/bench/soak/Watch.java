package dev.backchannel.standalone.bench.soak;

import dev.backchannel.standalone.bench.measure.ProcessMemory;
import dev.backchannel.standalone.system.DataDirectory;
import dev.backchannel.standalone.system.Standalone;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at every gauge of a running system, every few seconds, until closed. */
final class Watch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
    private static final double MIB = 1 << 20;
    /** Live objects are known only after a collection, which holds up everything. */
    private static final Duration BETWEEN_COLLECTIONS = Duration.ofMinutes(1);

    private final Standalone system;
    private final Backlog backlog;
    private final Logs logs;
    private final Map<Gauge, Series> series = new EnumMap<>(Gauge.class);
    private final long begin = System.nanoTime();
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "soak-watch");
        thread.setDaemon(true);
        return thread;
    });
    private long nextCollection = begin;

    Watch(Standalone system, Backlog backlog, Logs logs, Duration every) {
        this.system = system;
        this.backlog = backlog;
        this.logs = logs;
        for (Gauge gauge : Gauge.values()) {
            series.put(gauge, new Series());
        }
        var unused = executor.scheduleAtFixedRate(this::look, 0, every.toMillis(), TimeUnit.MILLISECONDS);
    }

    Series of(Gauge gauge) {
        return Objects.requireNonNull(series.get(gauge), () -> gauge + " is not watched");
    }

    /** Since the first look. */
    double seconds() {
        return (System.nanoTime() - begin) / 1e9;
    }

    @Override
    public void close() throws InterruptedException {
        executor.shutdown();
        executor.awaitTermination(30, TimeUnit.SECONDS);
    }

    private void look() {
        try {
            double now = seconds();
            if (System.nanoTime() >= nextCollection) {
                add(Gauge.HEAP, now, ProcessMemory.inUse().heap() / MIB);
                nextCollection += BETWEEN_COLLECTIONS.toNanos();
            }
            add(Gauge.RESIDENT, now, ProcessMemory.residentBytes() / MIB);
            add(Gauge.NATIVE, now, ProcessMemory.beyondHeapBytes() / MIB);
            add(Gauge.THREADS, now, (double) ProcessMemory.threads());
            add(Gauge.FILES, now, (double) ProcessMemory.openFiles());
            DataDirectory data = system.data();
            add(Gauge.STATE, now, size(data.streams()) / MIB);
            add(Gauge.CHECKPOINTS, now, size(data.store()) / MIB);
            add(Gauge.SPOOL, now, (size(data.spool()) + size(data.logs())) / MIB);
            Logs.Size topics = logs.size();
            add(Gauge.COMPACTED, now, topics.compacted() / MIB);
            add(Gauge.RETAINED, now, topics.retained() / MIB);
            add(Gauge.STREAMS_LAG, now, (double) backlog.streams().lag());
            add(Gauge.MINING_LAG, now, (double) backlog.mining().lag());
            add(Gauge.LEARNER_LAG, now, (double) backlog.learner().lag());
        } catch (RuntimeException e) { // the next look may succeed
            LOG.warn("a look at the system failed: {}", e.toString());
        }
    }

    private void add(Gauge gauge, double now, double value) {
        of(gauge).add(now, value);
    }

    /** Files come and go meanwhile. */
    private static long size(Path folder) {
        AtomicLong bytes = new AtomicLong();
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    bytes.addAndGet(attributes.size());
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException problem) {
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path directory, IOException problemOrNull) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.get();
    }
}
