package dev.backchannel.learner.plan;

import dev.backchannel.avro.DeadLetter;
import dev.backchannel.avro.Preference;
import dev.backchannel.learner.example.ExampleEncoder;
import dev.backchannel.learner.example.HeldBackRule;
import dev.backchannel.learner.example.UnusablePreferenceException;
import dev.backchannel.topics.Topic;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;

/** Reads a record of {@code preferences} as it came, so that a broken one stops nobody. */
public final class IncomingReader {
    private final Topic<String, Preference> topic;
    private final ExampleEncoder encoder;
    private final HeldBackRule heldBack;
    private final LongSupplier nanos;

    public IncomingReader(
            Topic<String, Preference> topic, ExampleEncoder encoder, HeldBackRule heldBack, LongSupplier nanos) {
        this.topic = topic;
        this.encoder = encoder;
        this.heldBack = heldBack;
        this.nanos = nanos;
    }

    public Incoming read(ConsumerRecord<byte[], byte[]> read) {
        long now = nanos.getAsLong();
        Preference preference;
        try {
            preference = topic.valueSerde().deserializer().deserialize(topic.name(), read.value());
        } catch (SerializationException e) {
            return undecodable(read, now, e.getMessage());
        }
        if (preference == null) {
            return undecodable(read, now, "a record without a value");
        }
        try {
            var example = encoder.encode(preference);
            return heldBack.holdsBack(preference)
                    ? new Incoming.Held(read.offset(), now, example)
                    : new Incoming.Teachable(read.offset(), now, example);
        } catch (UnusablePreferenceException e) {
            return new Incoming.Unusable(read.offset(), now, preference, e.getMessage());
        }
    }

    private Incoming undecodable(ConsumerRecord<byte[], byte[]> read, long now, String reason) {
        DeadLetter letter = DeadLetter.newBuilder()
                .setOriginTopic(topic.name())
                .setOriginPartition(read.partition())
                .setOriginOffset(read.offset())
                .setReason(reason)
                .setKey(read.key() == null ? null : ByteBuffer.wrap(read.key()))
                .setValue(read.value() == null ? null : ByteBuffer.wrap(read.value()))
                .setAcceptedAt(Instant.ofEpochMilli(read.timestamp()))
                .build();
        String key = read.key() == null ? "" : new String(read.key(), StandardCharsets.UTF_8);
        return new Incoming.Undecodable(read.offset(), now, key, letter);
    }
}
