package dev.backchannel.server.testing;

import dev.backchannel.kafka.EmbeddedKafka;
import dev.backchannel.topics.Topic;
import dev.backchannel.topics.TopicAdmin;
import dev.backchannel.topics.TopicSettings;
import dev.backchannel.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A real broker with the contract's topics, and short ways to write and read them. */
public final class Broker implements AutoCloseable {
    private static final AtomicInteger NAMES = new AtomicInteger();

    private final EmbeddedKafka kafka;
    private final Topics topics;

    private Broker(EmbeddedKafka kafka, Topics topics) {
        this.kafka = kafka;
        this.topics = topics;
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
            new TopicAdmin(admin).createMissing(topics);
        }
    }

    public static Broker start(Path directory, int port) {
        return new Broker(EmbeddedKafka.start(directory, port), new Topics(TopicSettings.singleBroker()));
    }

    /** The same broker with other, empty topics of few partitions. */
    public Broker another() {
        String prefix = "t" + NAMES.incrementAndGet() + "-";
        return new Broker(kafka, new Topics(new TopicSettings(prefix, TopicSettings.DEFAULT_POLICY, 2, 1)));
    }

    public Topics topics() {
        return topics;
    }

    public String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    /** Writes raw bytes; returns when they are acknowledged. */
    public void send(Topic<String, ?> topic, String key, byte[] value) throws Exception {
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers(), "acks", "all"),
                new StringSerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic.name(), key, value)).get(30, TimeUnit.SECONDS);
        }
    }

    public <V extends SpecificRecord> void send(Topic<String, V> topic, String key, V value) throws Exception {
        send(topic, key, topic.valueSerde().serializer().serialize(topic.name(), value));
    }

    /** Everything that is on the topic now. */
    public <V> List<V> read(Topic<String, V> topic) {
        return records(topic).stream().map(ConsumerRecord::value).toList();
    }

    /** That header of every record that has it. */
    public List<String> headers(Topic<String, ?> topic, String name) {
        return records(topic).stream()
                .map(record -> record.headers().lastHeader(name))
                .filter(header -> header != null)
                .map(header -> new String(header.value(), StandardCharsets.UTF_8))
                .toList();
    }

    private <V> List<ConsumerRecord<String, V>> records(Topic<String, V> topic) {
        try (KafkaConsumer<String, V> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers(),
                        "isolation.level",
                        "read_committed",
                        "fetch.max.wait.ms",
                        20),
                new StringDeserializer(),
                topic.valueSerde().deserializer())) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (PartitionInfo info : consumer.partitionsFor(topic.name())) {
                partitions.add(new TopicPartition(topic.name(), info.partition()));
            }
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<String, V>> values = new ArrayList<>();
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                consumer.poll(Duration.ofMillis(200)).forEach(values::add);
            }
            return values;
        }
    }

    @Override
    public void close() {
        kafka.close();
    }
}
