package dev.backchannel.learner.log;

import dev.backchannel.topics.Offsets;
import dev.backchannel.topics.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows a topic of one partition from its beginning, between other work. One thread. */
final class TopicTail<V> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicTail.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long EVERY_NANOS = Duration.ofMillis(250).toNanos();

    private final Topic<String, V> topic;
    private final TopicPartition partition;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Sink<V> sink;
    private final LongSupplier nanos;
    private long next;

    /** Takes each key with its value, null where it was deleted, and the record's time. */
    @FunctionalInterface
    interface Sink<V> {
        void take(String key, @Nullable V valueOrNull, Instant at);
    }

    TopicTail(Topic<String, V> topic, String bootstrapServers, LongSupplier nanos, BiConsumer<String, V> sink) {
        this(topic, bootstrapServers, nanos, (key, value, at) -> sink.accept(key, value));
    }

    /** What is unreadable is left out with a warning. */
    TopicTail(Topic<String, V> topic, String bootstrapServers, LongSupplier nanos, Sink<V> sink) {
        this.topic = topic;
        this.partition = new TopicPartition(topic.name(), 0);
        this.consumer = CommittedReader.of(partition, bootstrapServers);
        this.sink = sink;
        this.nanos = nanos;
        this.next = nanos.getAsLong();
    }

    /** Takes in everything that stands there now. */
    void catchUp() {
        long end = Offsets.end(consumer, partition);
        while (consumer.position(partition) < end) {
            consumer.poll(POLL).forEach(this::take);
        }
        next = nanos.getAsLong();
    }

    /** Takes in what came since; looks at most four times a second, and never waits. @return whether anything came */
    boolean poll() {
        if (nanos.getAsLong() - next < 0) {
            return false;
        }
        next = nanos.getAsLong() + EVERY_NANOS;
        boolean came = false;
        for (ConsumerRecord<byte[], byte[]> read : consumer.poll(Duration.ZERO)) {
            take(read);
            came = true;
        }
        return came;
    }

    private void take(ConsumerRecord<byte[], byte[]> read) {
        String key = topic.keySerde().deserializer().deserialize(topic.name(), read.key());
        V value = null;
        if (read.value() != null) {
            try {
                value = topic.valueSerde().deserializer().deserialize(topic.name(), read.value());
            } catch (SerializationException e) {
                LOG.warn("left out offset {} of {}: {}", read.offset(), topic.name(), e.getMessage());
                return;
            }
        }
        sink.take(key, value, Instant.ofEpochMilli(read.timestamp()));
    }

    @Override
    public void close() {
        consumer.close();
    }
}
