package dev.backchannel.standalone.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backchannel.avro.Answer;
import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.FinishReason;
import dev.backchannel.avro.Message;
import dev.backchannel.avro.Pair;
import dev.backchannel.avro.Preference;
import dev.backchannel.avro.Prompt;
import dev.backchannel.avro.SignalKind;
import dev.backchannel.kafka.EmbeddedKafka;
import dev.backchannel.learner.log.TopicReader;
import dev.backchannel.standalone.config.Knobs;
import dev.backchannel.standalone.config.SettingsLoader;
import dev.backchannel.standalone.system.RoleKind;
import dev.backchannel.standalone.system.SingleRole;
import dev.backchannel.testing.store.S3Server;
import dev.backchannel.topics.Keys;
import dev.backchannel.topics.TopicSettings;
import dev.backchannel.topics.Topics;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A learner and a server that share a bucket only: it may go away while one commits, and while the other starts. */
class RolesOnS3Test {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    private Topics topics;
    private EmbeddedKafka kafka;
    private S3Server s3;

    @Test
    void servingAndLearningOutliveTheStoresAbsence() throws Exception {
        try (EmbeddedKafka broker = EmbeddedKafka.start(folder.resolve("kafka"), 0);
                S3Server service = new S3Server("checkpoints")) {
            kafka = broker;
            s3 = service;
            topics = new Topics(TopicSettings.singleBroker());
            String newest;
            try (SingleRole learner = start(RoleKind.LEARNER);
                    SingleRole server = start(RoleKind.POLICY_SERVER)) {
                await().atMost(PATIENCE).until(() -> learner.ready() && server.ready());
                await().atMost(PATIENCE).until(() -> checkpoints().size() == 1);
                String first = checkpoints().get(0).getCheckpointId();
                await().atMost(PATIENCE).until(() -> answering(server).equals(first));

                s3.away(true);
                teach(0);
                await().atMost(PATIENCE).until(() -> metrics(learner).contains("backchannel_learner_store_away 1.0"));
                assertThat(answering(server)).isEqualTo(first);
                assertThat(checkpoints()).hasSize(1);

                s3.away(false);
                await().atMost(PATIENCE).until(() -> checkpoints().size() > 1);
                await().atMost(PATIENCE).until(() -> !answering(server).equals(first));
                newest = answering(server);
            }
            s3.away(true);
            try (SingleRole server = start(RoleKind.POLICY_SERVER)) {
                await().atMost(PATIENCE).until(server::ready);
                assertThat(answering(server)).isEqualTo(newest);
            }
        }
    }

    private SingleRole start(RoleKind kind) {
        Map<String, String> flags = new HashMap<>(Map.of(
                "bootstrap-servers",
                kafka.bootstrapServers(),
                "port",
                "0",
                "threads",
                "1",
                "data",
                folder.resolve(kind.label()).toString(),
                "store",
                "s3://checkpoints/here",
                "s3.endpoint",
                s3.endpoint()));
        Map<String, String> environment =
                Map.of("BACKCHANNEL_S3_ACCESS_KEY", "somebody", "BACKCHANNEL_S3_SECRET_KEY", "secret");
        return SingleRole.start(new SettingsLoader(Knobs.reference(), environment).load(Optional.empty(), flags), kind);
    }

    private List<Checkpoint> checkpoints() {
        return new TopicReader(kafka.bootstrapServers()).readAll(topics.checkpoints);
    }

    /** A step's worth of pairs. */
    private void teach(int from) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "acks", "all"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            String topic = topics.preferences.name();
            for (int i = from; i < from + 8; i++) {
                Preference preference = preference(i);
                producer.send(new ProducerRecord<>(
                                topic,
                                topics.preferences
                                        .keySerde()
                                        .serializer()
                                        .serialize(topic, Keys.of("default", preference.getConversationId())),
                                topics.preferences.valueSerde().serializer().serialize(topic, preference)))
                        .get(30, TimeUnit.SECONDS);
            }
        }
    }

    private static Preference preference(int i) {
        return Preference.newBuilder()
                .setPreferenceId("p" + i)
                .setTenant("default")
                .setConversationId("c" + i)
                .setTurnId("t" + i)
                .setUserId("u" + i)
                .setPrompt(new Prompt(List.of(new Message("user", "How much is a latte?")), null))
                .setWeight(1)
                .setSignal(SignalKind.EDIT)
                .setEvidence(List.of("e" + i))
                .setAcceptedAt(Instant.parse("2026-11-01T00:00:00Z").plusSeconds(i))
                .setBody(new Pair(answer("A latte is 3 euros."), answer("no")))
                .build();
    }

    private static Answer answer(String text) {
        return new Answer(text, List.of(), FinishReason.STOP);
    }

    private static String answering(SingleRole server) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.url().resolve("/v1/chat/completions"))
                .POST(
                        HttpRequest.BodyPublishers.ofString(
                                "{\"model\":\"policy\",\"max_tokens\":2,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}"))
                .build();
        return CLIENT.send(request, HttpResponse.BodyHandlers.ofString())
                .headers()
                .firstValue("x-backchannel-checkpoint")
                .orElseThrow();
    }

    private static String metrics(SingleRole role) throws Exception {
        URI metrics = role.url().resolve("/metrics");
        return CLIENT.send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
