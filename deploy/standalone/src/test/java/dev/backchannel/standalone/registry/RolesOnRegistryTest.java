package dev.backchannel.standalone.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backchannel.avro.Preference;
import dev.backchannel.kafka.EmbeddedKafka;
import dev.backchannel.learner.log.TopicReader;
import dev.backchannel.standalone.config.Knobs;
import dev.backchannel.standalone.config.SettingsLoader;
import dev.backchannel.standalone.system.RoleKind;
import dev.backchannel.standalone.system.SingleRole;
import dev.backchannel.testing.registry.SchemaRegistryServer;
import dev.backchannel.topics.Topic;
import dev.backchannel.topics.TopicSettings;
import dev.backchannel.topics.Topics;
import dev.backchannel.topics.registry.RegistrySettings;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The door and streams on one registry: what they write is in its format, and its absence makes no dead letter. */
@Tag("load")
class RolesOnRegistryTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String CONVERSATION = "default/a-conversation_id";

    @TempDir
    Path folder;

    private EmbeddedKafka kafka;
    private SchemaRegistryServer registry;
    private Topics topics;

    @Test
    void recordsOfOthersTeachWhateverTheRegistryDoes() throws Exception {
        try (EmbeddedKafka broker = EmbeddedKafka.start(folder.resolve("kafka"), 0);
                SchemaRegistryServer server = new SchemaRegistryServer()) {
            kafka = broker;
            registry = server;
            topics = new Topics(new TopicSettings("", TopicSettings.DEFAULT_POLICY, 1, 1)
                    .withRegistry(RegistrySettings.at(server.url())));
            try (SingleRole streams = start(RoleKind.STREAMS);
                    SingleRole ingestion = start(RoleKind.INGESTION)) {
                await().atMost(PATIENCE).until(() -> streams.ready() && ingestion.ready());
                int newer = new RegistryClientOfOthers(registry.url())
                        .register(topics.interactions.name() + "-value", Versions.NEWER);
                send(new byte[] {0, 0x7f, 0, 0, 0, 1, 2});
                await().atMost(PATIENCE).until(() -> read(topics.deadLetters), letters -> letters.size() == 1);

                registry.away(true);
                int asked = registry.requests();
                post(ingestion);
                send(RegistryClientOfOthers.write(newer, Versions.thumb(Versions.NEWER, "e1", "UP")));
                await().atMost(PATIENCE).until(() -> registry.requests() > asked + 3);
                registry.away(false);

                List<Preference> taught =
                        await().atMost(PATIENCE).until(() -> read(topics.preferences), found -> !found.isEmpty());
                assertThat(taught.get(0).getEvidence()).containsExactly("e1");
                assertThat(read(topics.deadLetters)).hasSize(1);
                for (Topic<String, ?> topic : List.of(topics.interactions, topics.preferences, topics.deadLetters)) {
                    assertThat(read(raw(topic)))
                            .as("values of %s", topic.name())
                            .isNotEmpty()
                            .allMatch(value -> value[0] == 0);
                }
            }
        }
    }

    private SingleRole start(RoleKind kind) {
        Map<String, String> flags = Map.of(
                "bootstrap-servers",
                kafka.bootstrapServers(),
                "port",
                "0",
                "data",
                folder.resolve(kind.label()).toString(),
                "partitions",
                "1",
                "registry.url",
                registry.url());
        return SingleRole.start(new SettingsLoader(Knobs.reference(), Map.of()).load(Optional.empty(), flags), kind);
    }

    private void post(SingleRole ingestion) throws Exception {
        String turn = """
                {"type": "turn", "event_id": "a-turn_id", "conversation_id": "a-conversation_id", "turn_id": "a-turn_id",
                 "user_id": "a-user_id", "occurred_at": "2026-11-20T10:00:00Z", "response": "From nine to five.",
                 "messages": [{"role": "user", "content": "When do you open?"}]}""";
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(ingestion.url().resolve("/v1/events"))
                                .header("content-type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(turn))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    }

    private void send(byte[] value) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "acks", "all"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(
                            topics.interactions.name(), CONVERSATION.getBytes(StandardCharsets.UTF_8), value))
                    .get(30, TimeUnit.SECONDS);
        }
    }

    private <V> List<V> read(Topic<String, V> topic) {
        return new TopicReader(kafka.bootstrapServers()).readAll(topic);
    }

    /** The same topic as bytes. */
    private static Topic<String, byte[]> raw(Topic<String, ?> topic) {
        Serde<byte[]> bytes = Serdes.serdeFrom(new ByteArraySerializer(), new ByteArrayDeserializer());
        return new Topic<>(
                topic.name(),
                topic.keySerde(),
                bytes,
                topic.partitions(),
                topic.cleanup(),
                topic.retention(),
                topic.brokerTime());
    }
}
