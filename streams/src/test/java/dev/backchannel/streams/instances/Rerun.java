package dev.backchannel.streams.instances;

import dev.backchannel.streams.RunningSystem;
import dev.backchannel.streams.ledger.LogReader;
import dev.backchannel.topics.Topic;
import dev.backchannel.topics.TopicAdmin;
import dev.backchannel.topics.TopicSettings;
import dev.backchannel.topics.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The inputs of the topology once more under other names: the same records in the same partitions with the same times. */
final class Rerun {
    private Rerun() {}

    static Topics of(RunningSystem system) throws ExecutionException, InterruptedException {
        TopicSettings settings = system.topics.settings();
        Topics again = new Topics(
                new TopicSettings("again-", settings.policy(), settings.partitions(), settings.replication()));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", system.bootstrapServers()))) {
            new TopicAdmin(admin).createMissing(again);
            keepTimes(admin, again.interactions);
            keepTimes(admin, again.miningResults);
        }
        copy(system, system.topics.interactions, again.interactions);
        copy(system, system.topics.miningResults, again.miningResults);
        return again;
    }

    private static void keepTimes(Admin admin, Topic<?, ?> topic) throws ExecutionException, InterruptedException {
        admin.incrementalAlterConfigs(Map.of(
                        new ConfigResource(ConfigResource.Type.TOPIC, topic.name()),
                        List.of(new AlterConfigOp(
                                new ConfigEntry(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "CreateTime"),
                                AlterConfigOp.OpType.SET))))
                .all()
                .get();
    }

    private static void copy(RunningSystem system, Topic<?, ?> from, Topic<?, ?> to) {
        try (LogReader reader = new LogReader(system.bootstrapServers(), Duration.ofSeconds(60));
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", system.bootstrapServers(), "acks", "all"),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            reader.readOn(from.name(), at -> {
                var unused = producer.send(
                        new ProducerRecord<>(to.name(), at.partition(), at.timestamp(), at.key(), at.value()));
            });
        }
    }
}
