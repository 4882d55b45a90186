package dev.backchannel.standalone.operation;

import dev.backchannel.avro.OperatorEvent;
import dev.backchannel.topics.KafkaAccess;
import dev.backchannel.topics.Topic;
import dev.backchannel.topics.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Follows {@code operator-events}. */
public final class EventWatch {
    private static final Duration POLL = Duration.ofMillis(200);

    private final Topic<String, OperatorEvent> topic;
    private final String bootstrapServers;

    public EventWatch(Topics topics, String bootstrapServers) {
        this.topic = topics.operatorEvents;
        this.bootstrapServers = bootstrapServers;
    }

    /** @param fromStart begin with the oldest on record, not with the next */
    public void follow(boolean fromStart, Duration patience, Consumer<OperatorEvent> each) {
        TopicPartition partition = new TopicPartition(topic.name(), 0);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                KafkaAccess.reader(bootstrapServers, Map.of()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            if (fromStart) {
                consumer.seekToBeginning(List.of(partition));
            } else {
                consumer.seekToEnd(List.of(partition));
            }
            long begun = System.nanoTime();
            while (System.nanoTime() - begun < patience.toNanos()) {
                consumer.poll(POLL).forEach(read -> show(read, each));
            }
        }
    }

    private void show(ConsumerRecord<byte[], byte[]> read, Consumer<OperatorEvent> each) {
        try {
            OperatorEvent event = topic.valueSerde().deserializer().deserialize(topic.name(), read.value());
            if (event != null) {
                each.accept(event);
            }
        } catch (SerializationException e) {
            return; // somebody else's, newer than this build
        }
    }
}
