package dev.backchannel.streams.profile;

import dev.backchannel.avro.Description;
import dev.backchannel.avro.MiningKind;
import dev.backchannel.avro.MiningResult;
import dev.backchannel.avro.ProfileUpdate;
import dev.backchannel.streams.metrics.StreamsMetrics;
import dev.backchannel.topics.Keys;
import java.time.Instant;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Makes updates of the mining worker's descriptions. One that failed or came late changes nothing, and is counted. */
public final class Descriptions implements Processor<String, MiningResult, String, ProfileUpdate> {
    private final StreamsMetrics metrics;
    private ProcessorContext<String, ProfileUpdate> context;

    public Descriptions(StreamsMetrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public void init(ProcessorContext<String, ProfileUpdate> context) {
        this.context = context;
    }

    @Override
    public void process(Record<String, MiningResult> record) {
        MiningResult result = record.value();
        if (result == null || result.getKind() != MiningKind.DESCRIBE) {
            return; // of a score or a sample, or of nothing at all: whoever waits for it knows
        }
        Description description = result.getDescription();
        Instant deadline = result.getDeadline();
        if (result.getError() != null || description == null) {
            metrics.description("failed");
        } else if (deadline != null && Instant.ofEpochMilli(record.timestamp()).isAfter(deadline)) {
            metrics.description("late");
        } else if (description.getWishes().isEmpty()) {
            metrics.description("nothing");
        } else {
            metrics.description("taken");
            ProfileUpdate update = new ProfileUpdate(
                    result.getTenant(),
                    description.getUserId(),
                    result.getTaskId(),
                    description.getAcceptedAt(),
                    description);
            context.forward(record.withKey(Keys.of(update.getTenant(), update.getUserId()))
                    .withValue(update));
        }
    }
}
