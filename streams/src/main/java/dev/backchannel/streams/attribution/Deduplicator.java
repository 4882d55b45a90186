package dev.backchannel.streams.attribution;

import dev.backchannel.avro.DeadLetter;
import dev.backchannel.avro.Interaction;
import dev.backchannel.avro.SeenEvent;
import dev.backchannel.streams.account.DeadLetters;
import dev.backchannel.streams.account.Redriven;
import dev.backchannel.streams.metrics.StreamsMetrics;
import dev.backchannel.topics.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** Lets each event through once; what makes no sense becomes a dead letter. */
public final class Deduplicator implements Processor<String, Interaction, String, SpecificRecord> {
    private final Topic<String, Interaction> interactions;
    private final Duration window;
    private final Duration sweepEvery;
    private final Names names;
    private final StreamsMetrics metrics;

    private ProcessorContext<String, SpecificRecord> context;
    private KeyValueStore<String, SeenEvent> seen;
    private Sweep<SeenEvent> sweep;

    /** Stores and nodes of this processor. */
    public record Names(String seenStore, String next, String deadLetters) {}

    public Deduplicator(
            Topic<String, Interaction> interactions,
            Duration window,
            Duration sweepEvery,
            Names names,
            StreamsMetrics metrics) {
        this.interactions = interactions;
        this.window = window;
        this.sweepEvery = sweepEvery;
        this.names = names;
        this.metrics = metrics;
    }

    @Override
    public void init(ProcessorContext<String, SpecificRecord> context) {
        this.context = context;
        this.seen = context.getStateStore(names.seenStore());
        sweep = new Sweep<>(seen, SeenEvent::getAcceptedAt, window);
        context.schedule(
                sweepEvery,
                PunctuationType.WALL_CLOCK_TIME,
                now -> sweep.run(Instant.ofEpochMilli(context.currentStreamTimeMs())));
    }

    @Override
    public void process(Record<String, Interaction> record) {
        Interaction event = record.value();
        Instant acceptedAt = Instant.ofEpochMilli(record.timestamp());
        EventCheck.problem(record.key(), event)
                .ifPresentOrElse(problem -> reject(record, problem), () -> accept(record, event, acceptedAt));
    }

    private void accept(Record<String, Interaction> record, Interaction event, Instant acceptedAt) {
        switch (EventIdentity.judge(event, acceptedAt, window, seen::get)) {
            case NEW -> pass(record, event, acceptedAt);
            case DUPLICATE -> {
                if (Redriven.is(record.headers())) {
                    pass(record, event, acceptedAt); // it was known when it failed further on
                } else {
                    metrics.duplicate(event);
                }
            }
            case CONFLICT ->
                reject(
                        record,
                        "identity_conflict: the event_id '" + event.getEventId()
                                + "' was used for another body in this conversation");
            case RESERVED ->
                reject(record, "reserved event_id '" + event.getEventId() + "': derived follow-ups have such ids");
        }
    }

    private void pass(Record<String, Interaction> record, Interaction event, Instant acceptedAt) {
        context.forward(record, names.next());
        SeenEvent remembered = EventIdentity.remember(event, acceptedAt);
        EventIdentity.keys(event).forEach(key -> {
            seen.put(key, remembered);
            sweep.added();
        });
        metrics.accepted(event);
    }

    private void reject(Record<String, Interaction> record, String reason) {
        DeadLetters.Origin origin = context.recordMetadata()
                .map(m -> new DeadLetters.Origin(
                        m.topic(), m.partition(), m.offset(), Instant.ofEpochMilli(record.timestamp())))
                .orElseThrow();
        byte[] key = record.key() == null ? null : record.key().getBytes(StandardCharsets.UTF_8);
        byte[] value = interactions.valueSerde().serializer().serialize(interactions.name(), record.value());
        DeadLetter letter = DeadLetters.readable(origin, reason, key, value, record.value());
        context.forward(record.withValue(letter), names.deadLetters());
        metrics.deadLetter(reason);
    }
}
