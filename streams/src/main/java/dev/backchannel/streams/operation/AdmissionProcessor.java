package dev.backchannel.streams.operation;

import dev.backchannel.access.CommandTrust;
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

/**
 * Lets those commands pass that count, and answers each of the others once, whoever would have carried it out. A refusal uses up no
 * id: else whoever may write to the topic could take an operator's id away.
 */
final class AdmissionProcessor implements Processor<String, OperatorCommand, String, SpecificRecord> {
    private static final Duration SWEEP_EVERY = Duration.ofMinutes(10);
    /** Before the digest of a refused record, in the store of outcomes; no id of a command that was given by us begins so. */
    private static final String REFUSED = "refused\u0000";

    private final Names names;
    private final CommandTrust trust;
    private final Duration memory;

    private ProcessorContext<String, SpecificRecord> context;
    private KeyValueStore<String, OperatorCommand> known;
    private KeyValueStore<String, OperatorEvent> outcomes;

    /** Stores and nodes of this processor. */
    record Names(String knownStore, String outcomesStore, String toCommands, String toEvents) {}

    /** @param memory how long a command is remembered: as long as the topic holds it */
    AdmissionProcessor(Names names, CommandTrust trust, Duration memory) {
        this.names = names;
        this.trust = trust;
        this.memory = memory;
    }

    @Override
    public void init(ProcessorContext<String, SpecificRecord> context) {
        this.context = context;
        this.known = context.getStateStore(names.knownStore());
        this.outcomes = context.getStateStore(names.outcomesStore());
        Sweep<OperatorCommand> sweep = new Sweep<>(known, OperatorCommand::getIssuedAt, memory);
        context.schedule(SWEEP_EVERY, PunctuationType.WALL_CLOCK_TIME, now -> sweep.run(Instant.ofEpochMilli(now)));
    }

    @Override
    public void process(Record<String, OperatorCommand> record) {
        OperatorCommand command = record.value();
        if (command == null) {
            return;
        }
        var refusal = trust.refusal(command, Instant.ofEpochMilli(record.timestamp()), this::putIfAbsent);
        if (refusal.isEmpty()) {
            context.forward(record.withValue(command), names.toCommands());
            return;
        }
        String key = REFUSED + refusal.get().digest();
        if (outcomes.get(key) == null) {
            OperatorEvent outcome =
                    Outcomes.refused(command, refusal.get(), Instant.ofEpochMilli(context.currentSystemTimeMs()));
            outcomes.put(key, outcome);
            context.forward(record.withKey(outcome.getTarget()).withValue(outcome), names.toEvents());
        }
    }

    private String putIfAbsent(OperatorCommand command, String digest) {
        OperatorCommand first = known.putIfAbsent(command.getCommandId(), command);
        return first == null ? digest : CommandTrust.digest(first);
    }
}
