package dev.backchannel.streams.arms;

import dev.backchannel.avro.CheckpointMark;
import dev.backchannel.avro.ExperimentState;
import dev.backchannel.avro.PartitionFigures;
import dev.backchannel.streams.config.AlertRules;
import dev.backchannel.streams.config.ExperimentRules;
import dev.backchannel.streams.metrics.ExperimentMeters;
import dev.backchannel.streams.operation.Operation;
import dev.backchannel.streams.state.StateStores;
import dev.backchannel.streams.watermark.EndOffsets;
import dev.backchannel.topics.Topic;
import dev.backchannel.topics.Topics;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;

/**
 * The part of the sub-topology of operation that is about the experiment, of one task:
 *
 * <pre>
 * admitted commands → arms ────────┐
 * checkpoints → offers, watch ─────┼→ experiments, operator-events
 * figures by partition → report ───┴→ experiment-metrics, operator-commands (the guard's)
 * </pre>
 */
public final class ExperimentTopology {
    /** Desired state, with what it is made of. */
    public static final String STATE_STORE = "experiment-state";
    /** Every checkpoint there is. */
    public static final String MARKS_STORE = "experiment-checkpoints";
    /** What each partition of users comes to. */
    public static final String FIGURES_STORE = "experiment-figures";

    private static final String COMMAND = "arms";
    private static final String CHECKPOINTS = "checkpoints-source";
    private static final String OFFER = "offers";
    private static final String WATCH = "watch";
    private static final Desk.Names NAMES = new Desk.Names(
            STATE_STORE,
            MARKS_STORE,
            FIGURES_STORE,
            Operation.OUTCOMES_STORE,
            Operation.CONTROLS_STORE,
            "experiments-sink",
            "experiment-metrics-sink",
            "guard-sink",
            "experiment-events-sink");

    private ExperimentTopology() {}

    /** The processor of the figures, which the topology adds itself. */
    public static Processor<String, PartitionFigures, String, SpecificRecord> report(
            Topics topics, ExperimentRules rules, ExperimentMeters meters) {
        return new ReportProcessor(NAMES, topics.settings().policy(), rules, meters, topics.trust());
    }

    /**
     * Needs {@link Operation} in the same topology.
     *
     * @param report name of {@link #report}
     */
    public static void addTo(
            Topology topology,
            Topics topics,
            ExperimentRules rules,
            AlertRules alerts,
            EndOffsets ends,
            String report,
            StateStores stores) {
        String id = topics.settings().policy();
        topology.addProcessor(COMMAND, () -> new CommandProcessor(NAMES, id, rules), Operation.ADMITTED);
        topology.addSource(
                CHECKPOINTS,
                topics.checkpoints.keySerde().deserializer(),
                topics.checkpoints.valueSerde().deserializer(),
                topics.checkpoints.name());
        topology.addProcessor(OFFER, () -> new CheckpointProcessor(NAMES, id, rules), CHECKPOINTS);
        topology.addProcessor(WATCH, () -> new WatchProcessor(NAMES, rules, alerts, topics, ends), CHECKPOINTS);
        String[] all = {COMMAND, OFFER, WATCH, report};
        topology.addStateStore(stores.of(STATE_STORE, ExperimentState.class, topics), all);
        topology.addStateStore(stores.of(MARKS_STORE, CheckpointMark.class, topics), all);
        topology.addStateStore(stores.of(FIGURES_STORE, PartitionFigures.class, topics), report);
        topology.connectProcessorAndStateStores(COMMAND, Operation.OUTCOMES_STORE);
        topology.connectProcessorAndStateStores(WATCH, Operation.CONTROLS_STORE);
        sink(topology, NAMES.toExperiments(), topics.experiments, all);
        sink(topology, NAMES.toEvents(), topics.operatorEvents, all);
        sink(topology, NAMES.toMetrics(), topics.experimentMetrics, report);
        sink(topology, NAMES.toCommands(), topics.operatorCommands, report);
    }

    private static void sink(Topology topology, String name, Topic<String, ?> topic, String... parents) {
        topology.addSink(
                name,
                topic.name(),
                topic.keySerde().serializer(),
                topic.valueSerde().serializer(),
                parents);
    }
}
