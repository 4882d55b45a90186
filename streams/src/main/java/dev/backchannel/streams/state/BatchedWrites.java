package dev.backchannel.streams.state;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.internals.WrappedStateStore;
import org.jspecify.annotations.Nullable;

/**
 * Hands writes on to a store in batches: one at a time costs RocksDB twice as much, and of an entry that is written again soon only
 * the last form is. It lies below whatever writes the changelog, which is sent at once: after a crash it is the changelog that
 * counts, and a store that was left open is thrown away. One thread.
 */
public final class BatchedWrites extends WrappedStateStore<KeyValueStore<Bytes, byte[]>, Bytes, byte[]>
        implements KeyValueStore<Bytes, byte[]> {
    /** Of an entry in the map, about. */
    private static final int OVERHEAD = 100;

    private final long most;
    /** No value: the entry is deleted. */
    private final Map<Bytes, byte @Nullable []> waiting = new HashMap<>();

    private long bytes;

    /** @param most bytes of heap, about, that wait to be written */
    public BatchedWrites(KeyValueStore<Bytes, byte[]> store, long most) {
        super(store);
        this.most = most;
    }

    @Override
    public byte @Nullable [] get(Bytes key) {
        byte[] value = waiting.get(key);
        return value != null || waiting.containsKey(key) ? value : wrapped().get(key);
    }

    @Override
    public void put(Bytes key, byte @Nullable [] value) {
        int before = waiting.size();
        byte[] replaced = waiting.put(key, value);
        bytes += size(value) - size(replaced);
        if (waiting.size() > before) {
            bytes += OVERHEAD + key.get().length;
        }
        if (bytes > most) {
            write();
        }
    }

    private static int size(byte @Nullable [] value) {
        return value == null ? 0 : value.length;
    }

    @Override
    public byte @Nullable [] putIfAbsent(Bytes key, byte @Nullable [] value) {
        byte[] known = get(key);
        if (known == null) {
            put(key, value);
        }
        return known;
    }

    @Override
    public void putAll(List<KeyValue<Bytes, byte[]>> entries) {
        entries.forEach(entry -> put(entry.key, entry.value));
    }

    @Override
    public byte @Nullable [] delete(Bytes key) {
        byte[] known = get(key);
        put(key, null);
        return known;
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> range(@Nullable Bytes from, @Nullable Bytes to) {
        return written().range(from, to);
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> reverseRange(@Nullable Bytes from, @Nullable Bytes to) {
        return written().reverseRange(from, to);
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> all() {
        return written().all();
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> reverseAll() {
        return written().reverseAll();
    }

    @Override
    public <S extends Serializer<P>, P> KeyValueIterator<Bytes, byte[]> prefixScan(P prefix, S serializer) {
        return written().prefixScan(prefix, serializer);
    }

    @Override
    public long approximateNumEntries() {
        return written().approximateNumEntries();
    }

    @Override
    public void commit(Map<TopicPartition, Long> changelogOffsets) {
        written().commit(changelogOffsets);
    }

    /** The store is about to be written to from its changelog, by whoever goes around this. */
    @Override
    public void clearCache() {
        write();
        super.clearCache();
    }

    @Override
    public void close() {
        try {
            if (isOpen()) {
                write();
            }
        } finally {
            super.close();
        }
    }

    private KeyValueStore<Bytes, byte[]> written() {
        write();
        return wrapped();
    }

    private void write() {
        if (!waiting.isEmpty()) {
            List<KeyValue<Bytes, byte[]>> batch = new ArrayList<>(waiting.size());
            waiting.forEach((key, value) -> batch.add(KeyValue.pair(key, value)));
            wrapped().putAll(batch);
            waiting.clear();
            bytes = 0;
        }
    }
}
