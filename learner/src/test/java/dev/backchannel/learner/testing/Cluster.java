package dev.backchannel.learner.testing;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.Preference;
import dev.backchannel.kafka.EmbeddedKafka;
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
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
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
                Map.of("bootstrap.servers", servers(), "acks", "all"),
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

    public void send(Topics topics, List<Preference> preferences) {
        preferences.forEach(p -> send(topics, p));
    }

    public void send(Topics topics, Preference preference) {
        send(
                topics.preferences,
                Keys.of(preference.getTenant(), preference.getConversationId()),
                topics.preferences.valueSerde().serializer().serialize(topics.preferences.name(), preference));
    }

    public void send(Topic<String, ?> topic, String key, byte[] value) {
        producer.send(
                new ProducerRecord<>(topic.name(), topic.keySerde().serializer().serialize(topic.name(), key), value));
        producer.flush();
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
