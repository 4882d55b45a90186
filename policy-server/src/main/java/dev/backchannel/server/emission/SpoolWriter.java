package dev.backchannel.server.emission;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Appends turns to the newest segment. Every start begins a new segment, so older ones never change. One thread. */
final class SpoolWriter implements AutoCloseable {
    private final SpoolDirectory directory;
    private final SpoolConfig config;
    private final SpoolMetrics metrics;
    private final ByteArrayOutputStream batch = new ByteArrayOutputStream();
    private int batchTurns;
    private FileChannel file;
    private volatile SpoolPosition end;

    SpoolWriter(SpoolDirectory directory, SpoolConfig config, SpoolMetrics metrics) throws IOException {
        this.directory = directory;
        this.config = config;
        this.metrics = metrics;
        List<Long> there = directory.segments();
        long newest = Math.max(
                there.isEmpty() ? 0 : there.get(there.size() - 1),
                directory.delivered().segment());
        metrics.bytes.set(there.stream().mapToLong(directory::size).sum());
        roll(newest + 1);
    }

    /** Everything before it is written completely. Any thread. */
    SpoolPosition end() {
        return end;
    }

    /** @return false if the spool is full */
    boolean add(SpooledTurn turn) {
        ByteBuffer bytes = turn.encode();
        if (metrics.bytes.get() + batch.size() + bytes.remaining() > config.maxBytes()) {
            return false;
        }
        batch.write(bytes.array(), bytes.arrayOffset(), bytes.limit());
        batchTurns++;
        return true;
    }

    /** Writes what was added. On failure none of it counts. */
    void commit() throws IOException {
        byte[] bytes = batch.toByteArray();
        int turns = batchTurns;
        batch.reset();
        batchTurns = 0;
        if (bytes.length == 0) {
            return;
        }
        if (end.offset() >= config.segmentBytes()) {
            roll(end.segment() + 1);
        }
        SpoolPosition before = end;
        try {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                file.write(buffer, before.offset() + buffer.position());
            }
            if (config.fsync()) {
                file.force(false);
            }
        } catch (IOException e) {
            file.truncate(before.offset());
            throw e;
        }
        metrics.bytes.addAndGet(bytes.length);
        metrics.waiting.addAndGet(turns);
        end = new SpoolPosition(before.segment(), before.offset() + bytes.length);
    }

    private void roll(long segment) throws IOException {
        close();
        file = FileChannel.open(directory.segment(segment), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        end = new SpoolPosition(segment, 0);
    }

    @Override
    public void close() {
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
