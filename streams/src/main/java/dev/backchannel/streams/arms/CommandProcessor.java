package dev.backchannel.streams.arms;

import dev.backchannel.arms.ArmCommands;
import dev.backchannel.arms.ArmVerdict;
import dev.backchannel.arms.CheckpointHistory;
import dev.backchannel.avro.ExperimentState;
import dev.backchannel.avro.OperatorCommand;
import dev.backchannel.avro.OperatorEvent;
import dev.backchannel.streams.config.ExperimentRules;
import dev.backchannel.streams.operation.Outcomes;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** Answers each command about the experiment once, and brings it in line with configuration when the task starts. */
final class CommandProcessor implements Processor<String, OperatorCommand, String, SpecificRecord> {
    private static final Duration SOON = Duration.ofMillis(10);

    private final Desk.Names names;
    private final String experimentId;
    private final ExperimentRules rules;

    private Desk desk;
    private KeyValueStore<String, OperatorEvent> outcomes;

    CommandProcessor(Desk.Names names, String experimentId, ExperimentRules rules) {
        this.names = names;
        this.experimentId = experimentId;
        this.rules = rules;
    }

    @Override
    public void init(ProcessorContext<String, SpecificRecord> context) {
        desk = new Desk(names, experimentId, rules, context);
        outcomes = context.getStateStore(names.outcomes());
        AtomicReference<Cancellable> once = new AtomicReference<>();
        once.set(context.schedule(SOON, PunctuationType.WALL_CLOCK_TIME, now -> {
            desk.keep(desk.state(), desk.moves().configured(desk.state(), rules));
            Objects.requireNonNull(once.get(), "it is scheduled before it runs").cancel();
        }));
    }

    @Override
    public void process(Record<String, OperatorCommand> record) {
        OperatorCommand command = record.value();
        boolean ours = command != null && ArmCommands.concerns(command);
        if (!ours || outcomes.get(command.getCommandId()) != null) {
            return;
        }
        OperatorEvent outcome = command.getTarget().equals(experimentId) ? carriedOut(command) : misdirected(command);
        outcomes.put(command.getCommandId(), outcome);
        desk.event(outcome);
    }

    private OperatorEvent carriedOut(OperatorCommand command) {
        ExperimentState before = desk.state();
        CheckpointHistory history = desk.marks().history();
        ArmVerdict verdict = ArmCommands.of(command, before.getExperiment(), history);
        if (verdict.changesAnything()) {
            desk.keep(before, new Moves(history, desk.now()).commanded(before, verdict.after()));
        }
        return Outcomes.of(command, verdict.applied(), verdict.message(), verdict.details(), desk.now());
    }

    private OperatorEvent misdirected(OperatorCommand command) {
        String problem = "there is no experiment '" + command.getTarget() + "'; this deployment's is '" + experimentId
                + "', by the name of its policy";
        return Outcomes.of(command, false, problem, Map.of(), desk.now());
    }
}
