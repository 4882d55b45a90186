package dev.backchannel.streams;

import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.internals.InMemoryKeyValueStore;

/** A store on the heap that begins with what an earlier one held; the test driver itself restores nothing. */
record RestoredStore(String name, Map<Bytes, byte[]> content) implements KeyValueBytesStoreSupplier {
    @Override
    public KeyValueStore<Bytes, byte[]> get() {
        return new InMemoryKeyValueStore(name) {
            @Override
            public void init(StateStoreContext context, StateStore root) {
                super.init(context, root);
                content.forEach(this::put);
            }
        };
    }

    @Override
    public String metricsScope() {
        return "in-memory";
    }
}
