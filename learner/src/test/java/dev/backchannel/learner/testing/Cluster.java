package dev.backchannel.learner.testing;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.Preference;
import dev.backchannel.kafka.EmbeddedKafka;
import dev.backchannel.learner.log.LearnerGroup;
import dev.backchannel.learner.log.TopicReader;
import dev.backchannel.topics.Keys;
import dev.backchannel.topics.Topic;
import dev.backchannel.topics.TopicAdmin;
import dev.backchannel.topics.TopicSettings;
import dev.backchannel.topics.Topics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** One embedded broker for a test class; each test asks for topics of its own. */
public final class Cluster implements AutoCloseable {
    private static final AtomicInteger NAMES = new AtomicInteger();

    private final Path folder;
    private EmbeddedKafka kafka;
    private final Admin admin;
    private final KafkaProducer<byte[], byte[]> producer;
    private final TopicReader reader;

    public Cluster(Path folder) {
        this.folder = folder;
        kafka = EmbeddedKafka.start(folder, 0);
        admin = Admin.create(Map.of("bootstrap.servers", servers()));
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", servers(), "acks", "all", "max.request.size", Topic.MAX_RECORD_BYTES),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        reader = new TopicReader(servers());
    }

    public String servers() {
        return kafka.bootstrapServers();
    }

    /** Stops the broker and starts it again on the same port, with the same log. */
    public void restart() {
        int port = Integer.parseInt(servers().substring(servers().indexOf(':') + 1));
        kafka.close();
        kafka = EmbeddedKafka.start(folder, port);
    }

    /** New topics, whose wide ones have one partition so that they can be read in order. */
    public Topics topics() {
        Topics topics =
                new Topics(new TopicSettings("t" + NAMES.incrementAndGet() + "-", TopicSettings.DEFAULT_POLICY, 1, 1));
        new TopicAdmin(admin).createMissing(topics);
        return topics;
    }

    public boolean exists(Topic<String, ?> topic) {
        return new TopicAdmin(admin).exists(topic);
    }

    public void send(Topics topics, List<Preference> preferences) {
        preferences.forEach(p -> send(topics, p));
    }

    /** Returns the offset at which it stands. */
    public long send(Topics topics, Preference preference) {
        return send(topics.preferences, key(preference), value(topics, preference));
    }

    /** Returns the offset at which it stands; topics of several partitions have one each. */
    public long send(Topic<String, ?> topic, String key, byte[] value) {
        Future<RecordMetadata> sent = producer.send(record(topic, key, value));
        producer.flush();
        try {
            return sent.get().offset();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("the broker did not take a record for " + topic.name(), e);
        }
    }

    /** In a transaction that is aborted: it takes offsets, but nobody may read it. */
    public void sendAndAbort(Topics topics, Preference preference) {
        try (KafkaProducer<byte[], byte[]> transactional = new KafkaProducer<>(
                Map.of("bootstrap.servers", servers(), "acks", "all", "transactional.id", "abort"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            transactional.initTransactions();
            transactional.beginTransaction();
            var unused = transactional.send(record(topics.preferences, key(preference), value(topics, preference)));
            transactional.flush();
            transactional.abortTransaction();
        }
    }

    private static String key(Preference preference) {
        return Keys.of(preference.getTenant(), preference.getConversationId());
    }

    private static byte[] value(Topics topics, Preference preference) {
        return topics.preferences.valueSerde().serializer().serialize(topics.preferences.name(), preference);
    }

    private static ProducerRecord<byte[], byte[]> record(Topic<String, ?> topic, String key, byte[] value) {
        return new ProducerRecord<>(topic.name(), topic.keySerde().serializer().serialize(topic.name(), key), value);
    }

    /** First offset of preferences that the learner has not accounted for; 0 before it has for any. */
    public long accountedTo(Topics topics) {
        try {
            OffsetAndMetadata committed = admin.listConsumerGroupOffsets(LearnerGroup.of(topics))
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .get(new TopicPartition(topics.preferences.name(), 0));
            return committed == null ? 0 : committed.offset();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("the broker does not say how far the learner is", e);
        }
    }

    /** As retention would: the topic holds nothing below {@code offset} any more. */
    public void forget(Topic<String, ?> topic, long offset) {
        try {
            admin.deleteRecords(Map.of(new TopicPartition(topic.name(), 0), RecordsToDelete.beforeOffset(offset)))
                    .all()
                    .get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("the broker does not forget", e);
        }
    }

    public <V> List<V> read(Topic<String, V> topic) {
        return reader.readAll(topic);
    }

    public List<Checkpoint> checkpoints(Topics topics) {
        return new ArrayList<>(read(topics.checkpoints));
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
        kafka.close();
    }
}
