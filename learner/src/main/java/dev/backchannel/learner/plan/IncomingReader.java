package dev.backchannel.learner.plan;

import dev.backchannel.avro.Preference;
import dev.backchannel.learner.example.ExampleEncoder;
import dev.backchannel.learner.example.HeldBackRule;
import dev.backchannel.learner.example.UnusablePreferenceException;
import dev.backchannel.topics.Cause;
import dev.backchannel.topics.Topic;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a record of {@code preferences} as it came, so that a broken one stops nobody. */
public final class IncomingReader {
    private static final Logger LOG = LoggerFactory.getLogger(IncomingReader.class);

    private final Topic<String, Preference> topic;
    private final ExampleEncoder encoder;
    private final HeldBackRule heldBack;
    private final LongSupplier nanos;
    private final int largestRecord;

    public IncomingReader(
            Topic<String, Preference> topic, ExampleEncoder encoder, HeldBackRule heldBack, LongSupplier nanos) {
        this.topic = topic;
        this.encoder = encoder;
        this.heldBack = heldBack;
        this.nanos = nanos;
        this.largestRecord = encoder.sequence().largestRecord();
    }

    public Incoming read(ConsumerRecord<byte[], byte[]> read) {
        long now = nanos.getAsLong();
        Preference preference;
        try {
            preference = topic.valueSerde().deserializer().deserialize(topic.name(), read.value());
        } catch (SerializationException e) {
            return Letters.of(read, now, Cause.message(e));
        }
        if (preference == null) {
            return Letters.of(read, now, "a record without a value");
        }
        Optional<String> objection = Accountable.objection(preference);
        return objection.isPresent() ? Letters.of(read, now, objection.get()) : encoded(read, now, preference);
    }

    private Incoming encoded(ConsumerRecord<byte[], byte[]> read, long now, Preference preference) {
        int bytes = read.value().length;
        if (bytes > largestRecord) {
            return new Incoming.Unusable(
                    read.offset(),
                    now,
                    preference,
                    "over-long: a record of " + bytes + " bytes, where " + largestRecord + " can be kept for replay");
        }
        try {
            var example = encoder.encode(preference);
            return heldBack.holdsBack(preference)
                    ? new Incoming.Held(read.offset(), now, example)
                    : new Incoming.Teachable(read.offset(), now, example);
        } catch (UnusablePreferenceException e) {
            return new Incoming.Unusable(read.offset(), now, preference, Cause.message(e));
        } catch (RuntimeException e) {
            // Of its text alone, so it would fail the next time, too, and for ever.
            LOG.warn("offset {} of {} cannot be encoded", read.offset(), topic.name(), e);
            return new Incoming.Unusable(read.offset(), now, preference, "cannot be encoded: " + e);
        }
    }
}
