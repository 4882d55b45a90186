package dev.backchannel.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.kafka.cluster.BrokerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("fault")
class LeaseTest {
    private static final TopicPartition PARTITION = new TopicPartition("t", 0);

    @Test
    void aBrokerThatGetsNoProcessorForAWhileStillLeadsItsPartitions(@TempDir Path folder) throws Exception {
        try (BrokerProcess broker = BrokerProcess.alone(folder)) {
            broker.start();
            broker.awaitReady();
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
                admin.createTopics(List.of(new NewTopic("t", 1, (short) 1)))
                        .all()
                        .get(30, TimeUnit.SECONDS);
            }
            send(broker, "before");
            broker.pause();
            // Not a wait for something to happen: this is how long the process gets no processor.
            TimeUnit.SECONDS.sleep(8);
            broker.resume();
            // Longer than the time until a controller would look for brokers whose lease has ended.
            TimeUnit.SECONDS.sleep(4);
            send(broker, "after");

            assertThat(leaderEpochs(broker, 2)).as("elections of a leader").hasSize(1);
        }
    }

    private static void send(BrokerProcess broker, String value) throws Exception {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.address()), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>("t", "k", value)).get(30, TimeUnit.SECONDS);
        }
    }

    private static Set<Integer> leaderEpochs(BrokerProcess broker, int records) {
        Set<Integer> epochs = new HashSet<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.address()), new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(PARTITION));
            consumer.seekToBeginning(List.of(PARTITION));
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
                consumer.poll(Duration.ofMillis(200))
                        .forEach(read -> epochs.add(read.leaderEpoch().orElseThrow()));
                return consumer.position(PARTITION) >= records;
            });
        }
        return epochs;
    }
}
