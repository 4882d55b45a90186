package dev.backchannel.kafka.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("fault")
class KafkaClusterTest {
    @Test
    void whatTwoBrokersHaveSurvivesTheLeaderTheControllerAndThenAllThree(@TempDir Path folder) throws Exception {
        try (KafkaCluster cluster = KafkaCluster.start(folder)) {
            create(cluster, "t");
            List<String> sent = new ArrayList<>();
            try (KafkaProducer<String, String> producer = producer(cluster)) {
                send(producer, sent, "before");
                BrokerProcess leader = cluster.leader("t", 0);
                leader.kill();
                send(producer, sent, "without its leader");
                assertThat(cluster.leader("t", 0).node()).isNotEqualTo(leader.node());
                cluster.restart(leader);
                cluster.awaitWhole();

                BrokerProcess controller = cluster.controller();
                controller.pause();
                send(producer, sent, "while the controller is silent");
                await().atMost(Duration.ofSeconds(90))
                        .ignoreExceptions()
                        .until(() -> cluster.controller().node() != controller.node());
                controller.resume();
                cluster.awaitWhole();

                cluster.killAllAndStart();
                send(producer, sent, "after all were dead");
            }
            assertThat(values(cluster, sent.size())).containsExactlyElementsOf(sent);
        }
    }

    private static void create(KafkaCluster cluster, String topic) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 3))).all().get(30, TimeUnit.SECONDS);
        }
    }

    private static KafkaProducer<String, String> producer(KafkaCluster cluster) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", cluster.bootstrapServers(), "acks", "all", "delivery.timeout.ms", 120_000),
                new StringSerializer(),
                new StringSerializer());
    }

    private static void send(KafkaProducer<String, String> producer, List<String> sent, String value) throws Exception {
        producer.send(new ProducerRecord<>("t", "k", value)).get(120, TimeUnit.SECONDS);
        sent.add(value);
    }

    private static List<String> values(KafkaCluster cluster, int count) {
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", cluster.bootstrapServers()),
                new StringDeserializer(),
                new StringDeserializer())) {
            consumer.assign(List.of(new TopicPartition("t", 0)));
            consumer.seekToBeginning(List.of(new TopicPartition("t", 0)));
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(read -> values.add(read.value()));
                return values.size() >= count;
            });
        }
        return values;
    }
}
