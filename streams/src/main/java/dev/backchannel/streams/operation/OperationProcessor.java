package dev.backchannel.streams.operation;

import dev.backchannel.avro.Control;
import dev.backchannel.avro.OperatorCommand;
import dev.backchannel.avro.OperatorEvent;
import dev.backchannel.streams.attribution.Sweep;
import java.time.Duration;
import java.time.Instant;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** Answers each command once, however often it is sent; desired state and outcome are written in one transaction. */
final class OperationProcessor implements Processor<String, OperatorCommand, String, SpecificRecord> {
    private static final Duration SWEEP_EVERY = Duration.ofMinutes(10);

    private final Names names;
    private final Duration memory;

    private ProcessorContext<String, SpecificRecord> context;
    private KeyValueStore<String, Control> controls;
    private KeyValueStore<String, OperatorEvent> outcomes;

    /** Stores and nodes of this processor. */
    record Names(String controlsStore, String outcomesStore, String toControls, String toEvents) {}

    /** @param memory how long a command's id is remembered: as long as the topic holds it */
    OperationProcessor(Names names, Duration memory) {
        this.names = names;
        this.memory = memory;
    }

    @Override
    public void init(ProcessorContext<String, SpecificRecord> context) {
        this.context = context;
        this.controls = context.getStateStore(names.controlsStore());
        this.outcomes = context.getStateStore(names.outcomesStore());
        Sweep<OperatorEvent> sweep = new Sweep<>(outcomes, OperatorEvent::getAt, memory);
        context.schedule(SWEEP_EVERY, PunctuationType.WALL_CLOCK_TIME, now -> sweep.run(Instant.ofEpochMilli(now)));
    }

    @Override
    public void process(Record<String, OperatorCommand> record) {
        OperatorCommand command = record.value();
        if (command == null || outcomes.get(command.getCommandId()) != null) {
            return;
        }
        Control before = controls.get(command.getTarget());
        Rules.of(command, before).ifPresent(verdict -> answer(record, command, before, verdict));
    }

    private void answer(
            Record<String, OperatorCommand> record, OperatorCommand command, Control before, Verdict verdict) {
        verdict.state().ifPresent(after -> {
            controls.put(after.getTarget(), after);
            context.forward(record.withKey(after.getTarget()).withValue(after), names.toControls());
        });
        if (verdict.isUnsaid()) {
            return;
        }
        OperatorEvent outcome =
                Outcomes.of(command, verdict, before, Instant.ofEpochMilli(context.currentSystemTimeMs()));
        outcomes.put(command.getCommandId(), outcome);
        context.forward(record.withKey(outcome.getTarget()).withValue(outcome), names.toEvents());
    }
}
