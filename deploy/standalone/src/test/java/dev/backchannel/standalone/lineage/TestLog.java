package dev.backchannel.standalone.lineage;

import dev.backchannel.avro.Answer;
import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.Disposition;
import dev.backchannel.avro.FinishReason;
import dev.backchannel.avro.GateVerdict;
import dev.backchannel.avro.Interaction;
import dev.backchannel.avro.Label;
import dev.backchannel.avro.LearnerStep;
import dev.backchannel.avro.Message;
import dev.backchannel.avro.OffsetRange;
import dev.backchannel.avro.Outcome;
import dev.backchannel.avro.Pair;
import dev.backchannel.avro.Preference;
import dev.backchannel.avro.Prompt;
import dev.backchannel.avro.SignalKind;
import dev.backchannel.avro.Turn;
import dev.backchannel.avro.Verdict;
import dev.backchannel.kafka.EmbeddedKafka;
import dev.backchannel.topics.Keys;
import dev.backchannel.topics.Topic;
import dev.backchannel.topics.TopicAdmin;
import dev.backchannel.topics.TopicSettings;
import dev.backchannel.topics.Topics;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker with the topics of the contract, and short ways to write what the roles would have written. */
public final class TestLog implements AutoCloseable {
    static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");

    private final EmbeddedKafka kafka;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Topics topics;

    public TestLog(Path folder) {
        kafka = EmbeddedKafka.start(folder, 0);
        topics = new Topics(new TopicSettings("", TopicSettings.DEFAULT_POLICY, 2, 1));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers()))) {
            new TopicAdmin(admin).createMissing(topics);
        }
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", servers(), "acks", "all"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    public String servers() {
        return kafka.bootstrapServers();
    }

    public Topics topics() {
        return topics;
    }

    public <V> void send(Topic<String, V> topic, String key, V value) {
        byte[] bytes = value == null ? null : topic.valueSerde().serializer().serialize(topic.name(), value);
        var unused = producer.send(
                new ProducerRecord<>(topic.name(), topic.keySerde().serializer().serialize(topic.name(), key), bytes));
        producer.flush();
    }

    /** An answer to ann in conversation c. */
    void turn(String conversation, String turnId, String checkpoint) {
        event(
                conversation,
                turnId,
                turnId,
                new Turn(
                        List.of(new Message("user", "hello")),
                        "hi",
                        null,
                        List.of(),
                        FinishReason.STOP,
                        null,
                        null,
                        checkpoint,
                        "candidate",
                        null,
                        null,
                        null,
                        null,
                        List.of(),
                        null));
    }

    void event(String conversation, String eventId, String turnId, Object payload) {
        send(
                topics.interactions,
                Keys.of("default", conversation),
                Interaction.newBuilder()
                        .setEventId(eventId)
                        .setTenant("default")
                        .setConversationId(conversation)
                        .setTurnId(turnId)
                        .setUserId("user of " + conversation)
                        .setOccurredAt(NOON)
                        .setSource("test")
                        .setPayload(payload)
                        .build());
    }

    public void pair(String id, String conversation, String... evidence) {
        preference(id, conversation, SignalKind.EDIT, new Pair(answer("good"), answer("bad")), evidence);
    }

    public void label(String id, String conversation, boolean desirable, String... evidence) {
        preference(id, conversation, SignalKind.THUMB, new Label(answer("said"), desirable), evidence);
    }

    private void preference(String id, String conversation, SignalKind signal, Object body, String... evidence) {
        send(
                topics.preferences,
                Keys.of("default", conversation),
                Preference.newBuilder()
                        .setPreferenceId(id)
                        .setTenant("default")
                        .setConversationId(conversation)
                        .setTurnId("t-" + conversation)
                        .setUserId("user of " + conversation)
                        .setPrompt(new Prompt(
                                List.of(new Message("system", "be kind"), new Message("user", "hello " + id)), null))
                        .setWeight(0.5)
                        .setSignal(signal)
                        .setEvidence(List.of(evidence))
                        .setAcceptedAt(NOON)
                        .setBody(body)
                        .build());
    }

    private static Answer answer(String text) {
        return new Answer(text, List.of(), FinishReason.STOP);
    }

    void disposition(String conversation, String eventId, Outcome outcome, String preferenceId, String reason) {
        send(
                topics.dispositions,
                Keys.of("default", eventId),
                Disposition.newBuilder()
                        .setEventId(eventId)
                        .setTenant("default")
                        .setConversationId(conversation)
                        .setUserId("user of " + conversation)
                        .setSignal(SignalKind.THUMB)
                        .setOutcome(outcome)
                        .setReason(reason)
                        .setPreferenceId(preferenceId)
                        .setAcceptedAt(NOON)
                        .build());
    }

    /** @param preferences in the order of the step; those that begin with a star come from the reservoir */
    void step(long step, String parent, String... preferences) {
        send(
                topics.learnerSteps,
                "default",
                LearnerStep.newBuilder()
                        .setPolicy("default")
                        .setStep(step)
                        .setParent(parent)
                        .setRanges(List.of(new OffsetRange(0, step - 1, step)))
                        .setPreferenceIds(Arrays.stream(preferences)
                                .map(p -> p.replace("*", ""))
                                .toList())
                        .setReplayed(Arrays.stream(preferences)
                                .filter(p -> p.startsWith("*"))
                                .map(p -> p.substring(1))
                                .toList())
                        .setSeed(7)
                        .setCause("time")
                        .build());
    }

    void checkpoint(String id, String parent, long step, Verdict verdict) {
        send(
                topics.checkpoints,
                id,
                Checkpoint.newBuilder()
                        .setCheckpointId(id)
                        .setParentId(parent)
                        .setBaseDigest("base digest")
                        .setUri(id)
                        .setFileDigests(Map.of())
                        .setStep(step)
                        .setConsumedOffset(step)
                        .setMetrics(Map.of())
                        .setGate(new GateVerdict(verdict, List.of("drift: 0.1 of 2.0", "text: 0 of 8")))
                        .setProbes(List.of())
                        .setCreatedAt(NOON.plusSeconds(step))
                        .build());
    }

    @Override
    public void close() {
        producer.close();
        kafka.close();
    }
}
