package dev.backchannel.streams.erased;

import dev.backchannel.avro.Control;
import dev.backchannel.topics.Topic;
import dev.backchannel.topics.Topics;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/** Keeps {@link ErasedUsers}: read to the end before any task begins, then as it comes. */
public final class ErasureView implements Processor<byte[], byte[], Void, Void> {
    private final Topic<String, Control> controls;
    private KeyValueStore<String, Control> store;

    private ErasureView(Topic<String, Control> controls) {
        this.controls = controls;
    }

    public static void addTo(Topology topology, Topics topics) {
        // Bytes, since nobody could be told of a record that cannot be read here: a global store has no dead letters.
        topology.addGlobalStore(
                Stores.keyValueStoreBuilder(
                                Stores.inMemoryKeyValueStore(ErasedUsers.STORE),
                                Serdes.String(),
                                topics.controls.valueSerde())
                        .withLoggingDisabled(),
                "controls-source",
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer(),
                topics.controls.name(),
                "erasure-view",
                () -> new ErasureView(topics.controls));
    }

    @Override
    public void init(ProcessorContext<Void, Void> context) {
        this.store = context.getStateStore(ErasedUsers.STORE);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        if (record.key() == null || record.value() == null) {
            return; // streams never takes an erasure back
        }
        try {
            Control control = controls.valueSerde().deserializer().deserialize(controls.name(), record.value());
            if (control != null && control.getErased()) {
                store.put(new String(record.key(), StandardCharsets.UTF_8), control);
            }
        } catch (SerializationException e) {
            return; // none of ours
        }
    }
}
