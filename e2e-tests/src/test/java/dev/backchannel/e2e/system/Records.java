package dev.backchannel.e2e.system;

import dev.backchannel.topics.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Reads and writes topics as any Kafka client can. */
public final class Records {
    private Records() {}

    /** Every committed value that can be read, partition by partition in order. */
    public static <V> List<V> of(String bootstrapServers, Topic<String, V> topic) {
        List<V> values = new ArrayList<>();
        for (byte[] value : bytes(bootstrapServers, topic)) {
            if (value == null) {
                continue; // deleted
            }
            try {
                values.add(topic.valueSerde().deserializer().deserialize(topic.name(), value));
            } catch (SerializationException e) {
                // Garbage that a test put there.
            }
        }
        return values;
    }

    /** How many committed records there are, readable or not. */
    public static long count(String bootstrapServers, Topic<String, ?> topic) {
        return bytes(bootstrapServers, topic).size();
    }

    /** Writes a record as it is. */
    public static void write(String bootstrapServers, Topic<String, ?> topic, String key, byte[] value) {
        Map<String, Object> config = Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(
                    new ProducerRecord<>(topic.name(), key.getBytes(java.nio.charset.StandardCharsets.UTF_8), value));
        }
    }

    private static List<byte[]> bytes(String bootstrapServers, Topic<String, ?> topic) {
        Map<String, Object> config = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                20); // closing waits for a fetch that stays with the broker
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic.name()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<byte[]> values = new ArrayList<>();
            while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
                consumer.poll(Duration.ofMillis(200)).forEach(found -> values.add(found.value()));
            }
            return values;
        }
    }
}
