package dev.backchannel.learner.log;

import dev.backchannel.topics.Offsets;
import dev.backchannel.topics.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads everything committed on a topic of one partition, up to its present end. */
public final class TopicReader {
    private static final Logger LOG = LoggerFactory.getLogger(TopicReader.class);
    private static final Duration POLL = Duration.ofMillis(200);

    private final String bootstrapServers;

    public TopicReader(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    /** Values in the order of the log, of keys that were not deleted later; unreadable ones are left out with a warning. */
    public <V> List<V> readAll(Topic<String, V> topic) {
        TopicPartition partition = new TopicPartition(topic.name(), 0);
        try (KafkaConsumer<byte[], byte[]> consumer = CommittedReader.of(partition, bootstrapServers)) {
            long end = Offsets.end(consumer, partition);
            Map<Long, V> values = new LinkedHashMap<>();
            Map<String, List<Long>> offsetsOfKey = new LinkedHashMap<>();
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> read : consumer.poll(POLL)) {
                    String key = topic.keySerde().deserializer().deserialize(topic.name(), read.key());
                    if (read.value() == null) {
                        offsetsOfKey.getOrDefault(key, List.of()).forEach(values::remove);
                        continue;
                    }
                    offsetsOfKey.computeIfAbsent(key, k -> new ArrayList<>()).add(read.offset());
                    put(values, topic, read);
                }
            }
            return List.copyOf(values.values());
        }
    }

    private static <V> void put(Map<Long, V> values, Topic<String, V> topic, ConsumerRecord<byte[], byte[]> read) {
        try {
            values.put(read.offset(), topic.valueSerde().deserializer().deserialize(topic.name(), read.value()));
        } catch (SerializationException e) {
            LOG.warn("left out offset {} of {}: {}", read.offset(), topic.name(), e.getMessage());
        }
    }
}
