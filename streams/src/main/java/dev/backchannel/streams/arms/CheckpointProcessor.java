package dev.backchannel.streams.arms;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.ExperimentState;
import dev.backchannel.streams.config.ExperimentRules;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Learns which checkpoints there are. */
final class CheckpointProcessor implements Processor<String, Checkpoint, String, SpecificRecord> {
    private final Desk.Names names;
    private final String experimentId;
    private final ExperimentRules rules;

    private Desk desk;

    CheckpointProcessor(Desk.Names names, String experimentId, ExperimentRules rules) {
        this.names = names;
        this.experimentId = experimentId;
        this.rules = rules;
    }

    @Override
    public void init(ProcessorContext<String, SpecificRecord> context) {
        desk = new Desk(names, experimentId, rules, context);
    }

    @Override
    public void process(Record<String, Checkpoint> record) {
        ExperimentState before = desk.state();
        Checkpoint checkpoint = record.value();
        if (checkpoint == null) {
            desk.marks().forget(record.key());
            desk.keep(before, desk.moves().offered(before));
            return;
        }
        long sequence = before.getSequence() + 1;
        desk.marks().put(checkpoint, sequence);
        ExperimentState counted = ExperimentState.newBuilder(before)
                .setSequence(sequence)
                .setConsumedOffset(checkpoint.getConsumedOffset())
                .setConsumedAt(checkpoint.getCreatedAt())
                .build();
        desk.keep(before, desk.moves().offered(counted));
    }
}
