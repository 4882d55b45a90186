package dev.backchannel.streams;

import dev.backchannel.access.CommandTrust;
import dev.backchannel.avro.Interaction;
import dev.backchannel.kafka.EmbeddedKafka;
import dev.backchannel.topics.Keys;
import dev.backchannel.topics.ReleasedSchemas;
import dev.backchannel.topics.Topic;
import dev.backchannel.topics.TopicAdmin;
import dev.backchannel.topics.TopicSettings;
import dev.backchannel.topics.Topics;
import dev.backchannel.topics.Traces;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A real broker with the topics, and ways to write to them and read them. */
public final class RunningSystem implements AutoCloseable {
    public final Topics topics;
    private final EmbeddedKafka kafka;
    private final KafkaProducer<byte[], byte[]> producer;

    public RunningSystem(Path directory) {
        this(directory, CommandTrust.EVERYBODY);
    }

    /** @param trust whose commands count */
    public RunningSystem(Path directory, CommandTrust trust) {
        topics = new Topics(
                new TopicSettings("", TopicSettings.DEFAULT_POLICY, 2, 1), new ReleasedSchemas(), Traces.OFF, trust);
        kafka = EmbeddedKafka.start(directory, 0);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            new TopicAdmin(admin).createMissing(topics);
        }
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "acks", "all"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    public String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    public Future<RecordMetadata> send(Interaction event) {
        String key = Keys.of(event.getTenant(), event.getConversationId());
        return send(topics.interactions, key, event);
    }

    public <V extends SpecificRecord> Future<RecordMetadata> send(Topic<String, V> topic, String key, V value) {
        return producer.send(new ProducerRecord<>(
                topic.name(),
                topic.keySerde().serializer().serialize(topic.name(), key),
                topic.valueSerde().serializer().serialize(topic.name(), value)));
    }

    public Future<RecordMetadata> raw(Topic<String, ?> topic, byte[] key, byte[] value) {
        return producer.send(new ProducerRecord<>(topic.name(), key, value));
    }

    public void flush() {
        producer.flush();
    }

    /** Everything committed on the topic so far, per partition in its order. */
    public <V extends SpecificRecord> List<V> read(Topic<String, V> topic) {
        List<TopicPartition> partitions = IntStream.range(0, topic.partitions())
                .mapToObj(p -> new TopicPartition(topic.name(), p))
                .toList();
        try (KafkaConsumer<String, V> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        kafka.bootstrapServers(),
                        "isolation.level",
                        "read_committed",
                        "fetch.max.wait.ms",
                        20),
                topic.keySerde().deserializer(),
                topic.valueSerde().deserializer())) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<V> values = new ArrayList<>();
            while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
            }
            return values;
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(1));
        kafka.close();
    }
}
