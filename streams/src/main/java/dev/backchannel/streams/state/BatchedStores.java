package dev.backchannel.streams.state;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/**
 * State on disk, written in {@link BatchedWrites}.
 *
 * @param name of the store
 * @param most bytes that wait in each partition
 */
public record BatchedStores(String name, long most) implements KeyValueBytesStoreSupplier {
    private static final long LEAST = 64L << 10;

    /** @param memory bytes of heap for {@code stores} such stores of each of {@code partitions} together, if that is enough to do any good */
    public static BatchedStores of(String name, long memory, int stores, int partitions) {
        return new BatchedStores(name, Math.max(LEAST, memory / stores / partitions));
    }

    @Override
    public KeyValueStore<Bytes, byte[]> get() {
        return new BatchedWrites(Stores.persistentKeyValueStore(name).get(), most);
    }

    @Override
    public String metricsScope() {
        return Stores.persistentKeyValueStore(name).metricsScope();
    }
}
