package dev.backchannel.streams.operation;

import dev.backchannel.avro.OperatorCommand;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;

/** Gives each command to everybody who carries commands out. */
final class PassedOn extends ContextualProcessor<String, OperatorCommand, String, OperatorCommand> {
    @Override
    public void process(Record<String, OperatorCommand> record) {
        context().forward(record);
    }
}
