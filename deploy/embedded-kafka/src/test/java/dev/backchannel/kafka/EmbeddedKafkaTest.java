package dev.backchannel.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaTest {
    @Test
    void keepsRecordsAcrossARestartAndTakesTransactions(@TempDir Path directory) throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory, 0)) {
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
                admin.createTopics(List.of(new NewTopic("t", 1, (short) 1)))
                        .all()
                        .get(30, TimeUnit.SECONDS);
                assertThat(admin.describeFeatures()
                                .featureMetadata()
                                .get(30, TimeUnit.SECONDS)
                                .finalizedFeatures()
                                .get("transaction.version")
                                .maxVersionLevel())
                        .isEqualTo((short) 2);
            }
            try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                    Map.of("bootstrap.servers", kafka.bootstrapServers(), "transactional.id", "x"),
                    new StringSerializer(),
                    new StringSerializer())) {
                producer.initTransactions();
                producer.beginTransaction();
                producer.send(new ProducerRecord<>("t", "k", "v"));
                producer.commitTransaction();
            }
        }
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory, 0);
                KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                        Map.of("bootstrap.servers", kafka.bootstrapServers(), "isolation.level", "read_committed"),
                        new StringDeserializer(),
                        new StringDeserializer())) {
            consumer.assign(List.of(new TopicPartition("t", 0)));
            consumer.seekToBeginning(List.of(new TopicPartition("t", 0)));
            assertThat(consumer.poll(Duration.ofSeconds(30))).hasSize(1);
        }
    }

    @Test
    void takesOtherPortsWhenSomebodyWasQuicker(@TempDir Path directory) throws Exception {
        try (ServerSocket quicker = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int taken = quicker.getLocalPort();
            Deque<List<Integer>> ports = new ArrayDeque<>(
                    List.of(List.of(taken, FreePorts.one()), List.of(FreePorts.one(), taken), FreePorts.some(2)));
            try (EmbeddedKafka kafka = EmbeddedKafka.start(directory, 0, Map.of(), ports::remove);
                    Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
                assertThat(admin.describeCluster().nodes().get(30, TimeUnit.SECONDS))
                        .hasSize(1);
            }
            assertThat(ports).isEmpty();

            assertThatThrownBy(() -> EmbeddedKafka.start(directory, taken))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("port " + taken);
        }
        EmbeddedKafka.start(directory, 0).close(); // those that failed have let go of the folder
    }
}
