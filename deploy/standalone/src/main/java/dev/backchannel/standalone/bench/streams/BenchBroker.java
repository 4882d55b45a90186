package dev.backchannel.standalone.bench.streams;

import dev.backchannel.kafka.EmbeddedKafka;
import dev.backchannel.topics.Cause;
import dev.backchannel.topics.Topic;
import dev.backchannel.topics.TopicAdmin;
import dev.backchannel.topics.Topics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/** The broker of a benchmark in this process, and what it can be asked. */
final class BenchBroker implements AutoCloseable {
    private final EmbeddedKafka kafka;
    private final Admin admin;

    BenchBroker(Path folder) {
        kafka = EmbeddedKafka.start(folder, 0, Map.of("log.segment.delete.delay.ms", "100"));
        admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    }

    String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    /** Events there carry the time that they say, so that hours of chats can be read in seconds. */
    void create(Topics topics, String... further) {
        new TopicAdmin(admin).createMissing(topics);
        get(admin.createTopics(List.of(further).stream()
                        .map(name -> new NewTopic(name, topics.settings().partitions(), (short) 1))
                        .toList())
                .all());
        get(admin.incrementalAlterConfigs(Map.of(
                        new ConfigResource(ConfigResource.Type.TOPIC, topics.interactions.name()),
                        List.of(new AlterConfigOp(
                                new ConfigEntry(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "CreateTime"),
                                AlterConfigOp.OpType.SET))))
                .all());
    }

    /** Makes room. */
    void delete(Predicate<String> names) {
        get(admin.deleteTopics(names(names)).all());
    }

    /** Records of a topic from whose beginning the group reads, up to where it has committed. */
    long committed(String group, Topic<?, ?> topic) {
        return get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata()).entrySet().stream()
                .filter(entry -> entry.getKey().topic().equals(topic.name()) && entry.getValue() != null)
                .mapToLong(entry -> entry.getValue().offset())
                .sum();
    }

    /** On disk, as compressed by the producers. */
    long bytes(Predicate<String> names) {
        return get(admin.describeLogDirs(List.of(1)).allDescriptions()).values().stream()
                .flatMap(byFolder -> byFolder.values().stream())
                .flatMap(folder -> folder.replicaInfos().entrySet().stream())
                .filter(replica -> names.test(replica.getKey().topic()))
                .mapToLong(replica -> replica.getValue().size())
                .sum();
    }

    private Collection<String> names(Predicate<String> wanted) {
        return new ArrayList<>(
                get(admin.listTopics().names()).stream().filter(wanted).toList());
    }

    private static <T> T get(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            Throwable cause = Cause.of(e);
            throw new IllegalStateException("the benchmark's broker: " + cause.getMessage(), cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the benchmark's broker", e);
        }
    }

    @Override
    public void close() {
        admin.close();
        kafka.close();
    }
}
