package dev.backchannel.streams.state;

import dev.backchannel.topics.Topic;
import dev.backchannel.topics.Topics;
import java.util.Map;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * How the topology keeps its state.
 *
 * @param suppliers where the state of a name lives
 * @param logged whether every change goes to a changelog, from which the state is restored
 */
public record StateStores(Function<String, KeyValueBytesStoreSupplier> suppliers, boolean logged) {
    public static StateStores logged(Function<String, KeyValueBytesStoreSupplier> suppliers) {
        return new StateStores(suppliers, true);
    }

    /** State that ends with the process, to measure what state costs: nothing is accounted for after a restart. */
    public static StateStores volatileOnHeap() {
        return new StateStores(Stores::inMemoryKeyValueStore, false);
    }

    public <V extends SpecificRecord> StoreBuilder<KeyValueStore<String, V>> of(
            String name, Class<V> type, Topics topics) {
        StoreBuilder<KeyValueStore<String, V>> store = Stores.keyValueStoreBuilder(
                        suppliers.apply(name), Serdes.String(), topics.serde(type))
                .withCachingDisabled();
        return logged
                ? store.withLoggingEnabled(
                        Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(Topic.MAX_RECORD_BYTES)))
                : store.withLoggingDisabled();
    }
}
