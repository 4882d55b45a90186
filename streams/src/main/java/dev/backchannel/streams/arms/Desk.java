package dev.backchannel.streams.arms;

import dev.backchannel.avro.CheckpointMark;
import dev.backchannel.avro.ExperimentState;
import dev.backchannel.avro.OperatorCommand;
import dev.backchannel.avro.OperatorEvent;
import dev.backchannel.avro.OperatorEventKind;
import dev.backchannel.streams.config.ExperimentRules;
import java.time.Instant;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** What the processors of an experiment share: its state, and where they write. All of them run in one task. */
final class Desk {
    static final String COMPONENT = "streams";

    /** Stores and sinks. */
    record Names(
            String states,
            String marks,
            String figures,
            String outcomes,
            String controls,
            String toExperiments,
            String toMetrics,
            String toCommands,
            String toEvents) {}

    private final Names names;
    private final String experimentId;
    private final ExperimentRules rules;
    private final ProcessorContext<String, SpecificRecord> context;
    private final KeyValueStore<String, ExperimentState> states;
    private final Marks marks;

    Desk(Names names, String experimentId, ExperimentRules rules, ProcessorContext<String, SpecificRecord> context) {
        this.names = names;
        this.experimentId = experimentId;
        this.rules = rules;
        this.context = context;
        this.states = context.getStateStore(names.states());
        KeyValueStore<String, CheckpointMark> known = context.getStateStore(names.marks());
        this.marks = new Marks(known);
    }

    Instant now() {
        return Instant.ofEpochMilli(context.currentSystemTimeMs());
    }

    Marks marks() {
        return marks;
    }

    Moves moves() {
        return new Moves(marks.history(), now());
    }

    /** Begins with what is configured. */
    ExperimentState state() {
        ExperimentState known = states.get(experimentId);
        if (known != null) {
            return known;
        }
        ExperimentState first = Moves.begun(experimentId, rules, now());
        states.put(experimentId, first);
        write(experimentId, first.getExperiment(), names.toExperiments());
        return first;
    }

    void keep(ExperimentState before, ExperimentState after) {
        if (after.equals(before)) {
            return;
        }
        states.put(experimentId, after);
        if (!after.getExperiment().equals(before.getExperiment())) {
            write(experimentId, after.getExperiment(), names.toExperiments());
        }
    }

    void command(OperatorCommand command) {
        write(command.getTarget(), command, names.toCommands());
    }

    void event(OperatorEvent event) {
        write(event.getTarget(), event, names.toEvents());
    }

    void alert(String name, String target, String message, Map<String, String> details) {
        event(OperatorEvent.newBuilder()
                .setKind(OperatorEventKind.ALERT)
                .setName(name)
                .setTarget(target)
                .setComponent(COMPONENT)
                .setMessage(message)
                .setDetails(details)
                .setAt(now())
                .build());
    }

    void write(String key, SpecificRecord value, String sink) {
        context.forward(new Record<>(key, value, context.currentSystemTimeMs()), sink);
    }
}
