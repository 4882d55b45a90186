package dev.backchannel.streams.operation;

import dev.backchannel.avro.Control;
import dev.backchannel.avro.OperatorEvent;
import dev.backchannel.topics.Topics;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The sub-topology of operation, of one task since {@code operator-commands} has one partition:
 *
 * <pre>
 * operator-commands → operate → controls, operator-events
 * </pre>
 */
public final class Operation {
    /** Node that reads the commands. */
    public static final String SOURCE = "operator-commands-source";
    /** The desired state of every target. */
    public static final String CONTROLS_STORE = "operation-controls";
    /** The outcome of every command that was answered. */
    public static final String OUTCOMES_STORE = "operation-outcomes";

    private static final String OPERATE = "operate";

    private static final OperationProcessor.Names NAMES =
            new OperationProcessor.Names(CONTROLS_STORE, OUTCOMES_STORE, "controls-sink", "operator-events-sink");

    private Operation() {}

    /** @param stores where the state of a name lives */
    public static void addTo(Topology topology, Topics topics, Function<String, KeyValueBytesStoreSupplier> stores) {
        topology.addSource(
                SOURCE,
                topics.operatorCommands.keySerde().deserializer(),
                topics.operatorCommands.valueSerde().deserializer(),
                topics.operatorCommands.name());
        topology.addProcessor(
                OPERATE, () -> new OperationProcessor(NAMES, topics.operatorCommands.retention()), SOURCE);
        topology.addStateStore(store(stores.apply(CONTROLS_STORE), Control.class, topics), OPERATE);
        topology.addStateStore(store(stores.apply(OUTCOMES_STORE), OperatorEvent.class, topics), OPERATE);
        topology.addSink(
                NAMES.toControls(),
                topics.controls.name(),
                topics.controls.keySerde().serializer(),
                topics.controls.valueSerde().serializer(),
                OPERATE);
        topology.addSink(
                NAMES.toEvents(),
                topics.operatorEvents.name(),
                topics.operatorEvents.keySerde().serializer(),
                topics.operatorEvents.valueSerde().serializer(),
                OPERATE);
    }

    private static <V extends SpecificRecord> StoreBuilder<KeyValueStore<String, V>> store(
            KeyValueBytesStoreSupplier supplier, Class<V> type, Topics topics) {
        return Stores.keyValueStoreBuilder(supplier, Serdes.String(), topics.serde(type))
                .withCachingDisabled();
    }
}
