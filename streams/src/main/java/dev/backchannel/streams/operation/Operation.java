package dev.backchannel.streams.operation;

import dev.backchannel.avro.Control;
import dev.backchannel.avro.OperatorCommand;
import dev.backchannel.avro.OperatorEvent;
import dev.backchannel.streams.state.StateStores;
import dev.backchannel.topics.Topics;
import java.time.Duration;
import org.apache.kafka.streams.Topology;

/**
 * The sub-topology of operation, of one task since {@code operator-commands} has one partition:
 *
 * <pre>
 * operator-commands → admit ─┬─→ admitted → operate → controls, operator-events
 *                            └─→ operator-events (what does not count)
 * </pre>
 */
public final class Operation {
    /** Node that passes the commands on that count. */
    public static final String ADMITTED = "admitted";
    /** Every command that counted, by its id; empty where no keys are configured. */
    public static final String KNOWN_STORE = "operation-known";
    /** The desired state of every target. */
    public static final String CONTROLS_STORE = "operation-controls";
    /** The outcome of every command that was answered. */
    public static final String OUTCOMES_STORE = "operation-outcomes";

    private static final String SOURCE = "operator-commands-source";
    private static final String ADMIT = "admit";
    private static final String OPERATE = "operate";
    private static final AdmissionProcessor.Names AT_THE_DOOR =
            new AdmissionProcessor.Names(KNOWN_STORE, OUTCOMES_STORE, ADMITTED, "refusals-sink");

    private static final OperationProcessor.Names NAMES =
            new OperationProcessor.Names(CONTROLS_STORE, OUTCOMES_STORE, "controls-sink", "operator-events-sink");

    private Operation() {}

    public static void addTo(Topology topology, Topics topics, StateStores stores) {
        topology.addSource(
                SOURCE,
                topics.operatorCommands.keySerde().deserializer(),
                topics.operatorCommands.valueSerde().deserializer(),
                topics.operatorCommands.name());
        Duration memory = topics.operatorCommands.retention();
        topology.addProcessor(ADMIT, () -> new AdmissionProcessor(AT_THE_DOOR, topics.trust(), memory), SOURCE);
        topology.addProcessor(ADMITTED, PassedOn::new, ADMIT);
        topology.addProcessor(OPERATE, () -> new OperationProcessor(NAMES, memory), ADMITTED);
        topology.addStateStore(stores.of(KNOWN_STORE, OperatorCommand.class, topics), ADMIT);
        topology.addStateStore(stores.of(CONTROLS_STORE, Control.class, topics), OPERATE);
        topology.addStateStore(stores.of(OUTCOMES_STORE, OperatorEvent.class, topics), ADMIT, OPERATE);
        topology.addSink(
                NAMES.toControls(),
                topics.controls.name(),
                topics.controls.keySerde().serializer(),
                topics.controls.valueSerde().serializer(),
                OPERATE);
        events(topology, topics, NAMES.toEvents(), OPERATE);
        events(topology, topics, AT_THE_DOOR.toEvents(), ADMIT);
    }

    private static void events(Topology topology, Topics topics, String sink, String parent) {
        topology.addSink(
                sink,
                topics.operatorEvents.name(),
                topics.operatorEvents.keySerde().serializer(),
                topics.operatorEvents.valueSerde().serializer(),
                parent);
    }
}
