package dev.backchannel.e2e.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.GateVerdict;
import dev.backchannel.avro.OperatorEventKind;
import dev.backchannel.avro.Preference;
import dev.backchannel.avro.Verdict;
import dev.backchannel.e2e.system.Alive;
import dev.backchannel.e2e.system.Api;
import dev.backchannel.e2e.system.Records;
import dev.backchannel.e2e.system.RunningSystem;
import dev.backchannel.policy.LoraWeights;
import dev.backchannel.policy.Matrix;
import dev.backchannel.policy.OptimizerState;
import dev.backchannel.policy.checkpoint.CheckpointContent;
import dev.backchannel.policy.checkpoint.FolderStore;
import dev.backchannel.policy.checkpoint.StoredCheckpoint;
import dev.backchannel.topics.Topic;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rubbish at every door gets a clear answer, and the loop goes on. */
class GarbageTest {
    private static final byte[] NOT_AVRO = "{\"this\": \"is not Avro\"}".getBytes(StandardCharsets.UTF_8);

    private static final String ADAPTER = "adapter_model.safetensors";

    private static RunningSystem system;
    private static Api api;

    @BeforeAll
    static void start(@TempDir Path data) {
        system = RunningSystem.start(data);
        api = system.api();
    }

    @AfterAll
    static void stop() {
        system.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/events           | {\"type\":              | 400 | JSON",
                "/v1/events           | [[[[[[                  | 400 | JSON",
                "/v1/events           | 42                      | 400 | object",
                "/v1/events           | {\"type\":\"dance\",\"event_id\":\"d\",\"conversation_id\":\"d\"} | 400 | dance",
                "/v1/events           | {\"type\":\"thumb\",\"event_id\":\"d\",\"conversation_id\":\"d\"} | 400 | turn_id",
                "/v1/chat/completions | {\"model\":             | 400 | JSON",
                "/v1/chat/completions | {\"model\":\"policy\"}  | 400 | messages",
                "/v1/chat/completions | {\"model\":\"policy\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],"
                        + "\"temperature\":\"hot\"} | 400 | temperature",
                "/v1/chat/completions | {\"model\":\"policy@none\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"
                        + " | 404 | policy@none",
                "/v1/score            | {\"messages\":[]}       | 400 | messages",
            })
    void badRequestsAreToldWhatIsWrong(String path, String body, int status, String word) {
        Api.Reply reply = api.post(path, body);

        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
        assertThat(reply.body()).contains(word).doesNotContain("\tat ").doesNotContain("Exception");
        assertThat(reply.json().isObject()).isTrue();
    }

    @Test
    void tenMegabytesOfTextAreRefused() {
        String text = "a".repeat(10 << 20);
        assertThat(api.post("/v1/events", event("thumb", "big", ",\"value\":\"up\",\"comment\":\"" + text + "\""))
                        .status())
                .isEqualTo(413);
        Api.Reply chat = api.chat(text, "big", "big");
        assertThat(chat.status())
                .as(chat.body().substring(0, Math.min(200, chat.body().length())))
                .isBetween(400, 413);
        assertThat(api.ready()).isTrue();
    }

    @Test
    void aReactionToATurnThatNeverComesIsAccountedFor() {
        assertThat(api.post("/v1/events", event("thumb", "lonely", ",\"value\":\"up\""))
                        .status())
                .isEqualTo(202);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(Records.of(system.bootstrapServers(), system.topics().dispositions))
                        .anySatisfy(disposition -> {
                            assertThat(disposition.getEventId()).isEqualTo("lonely");
                            assertThat(disposition.getOutcome().name()).isEqualTo("ORPHANED");
                        }));
    }

    @Test
    void poisonOnEveryTopicStopsNoReader() {
        for (Topic<String, ?> topic : system.topics().all()) {
            Class<?> another = topic == system.topics().preferences ? Checkpoint.class : Preference.class;
            assertThat(Pills.write(system.bootstrapServers(), topic, NOT_AVRO, another))
                    .as(topic.name())
                    .isGreaterThan(8);
        }

        Alive.check(api, system.bootstrapServers());
        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(() -> assertThat(Records.of(system.bootstrapServers(), system.topics().deadLetters))
                        .anySatisfy(letter -> {
                            assertThat(letter.getOriginTopic())
                                    .isEqualTo(system.topics().interactions.name());
                            assertThat(letter.getValue().array()).isEqualTo(NOT_AVRO);
                            assertThat(letter.getReason()).isNotBlank();
                        }));
        assertThat(api.ready()).isTrue();
    }

    @Test
    void aCheckpointWhoseFileIsCutOffIsNeverServed() throws IOException {
        StoredCheckpoint stored = store(1_000_001);
        Path adapter = adapterOf(stored);
        byte[] whole = Files.readAllBytes(adapter);
        Files.write(adapter, Arrays.copyOf(whole, whole.length / 2));

        neverServed(stored, 1_000_001);
    }

    @Test
    void aCheckpointThatIsNotThereIsNeverServed() {
        neverServed(
                new StoredCheckpoint("f".repeat(64), "nowhere", Map.of("manifest.json", "0".repeat(64))), 1_000_002);
    }

    @Test
    void anAdapterOfNotANumberIsNeverServed() throws Exception {
        StoredCheckpoint stored = store(1_000_003);
        Path adapter = adapterOf(stored);
        byte[] bytes = Files.readAllBytes(adapter);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putFloat(bytes.length - Float.BYTES, Float.NaN);
        Files.write(adapter, bytes);
        Map<String, String> digests = new TreeMap<>(stored.fileDigests());
        digests.put(
                ADAPTER,
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));

        neverServed(new StoredCheckpoint(stored.checkpointId(), stored.uri(), digests), 1_000_003);
    }

    /** Publishes it as if it had passed its gate: the server must find out by itself. */
    private static void neverServed(StoredCheckpoint stored, long step) {
        Topic<String, Checkpoint> topic = system.topics().checkpoints;
        Checkpoint record = Checkpoint.newBuilder()
                .setCheckpointId(stored.checkpointId())
                .setBaseDigest(system.standalone().model().baseDigest())
                .setUri(stored.uri())
                .setFileDigests(stored.fileDigests())
                .setStep(step)
                .setConsumedOffset(0)
                .setMetrics(Map.of())
                .setGate(new GateVerdict(Verdict.PASSED, List.of("so it says")))
                .setProbes(List.of())
                .setCreatedAt(Instant.EPOCH)
                .build();
        Records.write(
                system.bootstrapServers(),
                topic,
                stored.checkpointId(),
                topic.valueSerde().serializer().serialize(topic.name(), record));

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(Records.of(system.bootstrapServers(), system.topics().operatorEvents))
                        .anySatisfy(event -> {
                            assertThat(event.getKind()).isEqualTo(OperatorEventKind.ALERT);
                            assertThat(event.toString()).contains(stored.checkpointId());
                            assertThat(event.getMessage()).isNotBlank().doesNotContain("\tat ");
                        }));
        Api.Reply reply = api.chat("How much is a latte?", "after-garbage-" + step, "tester");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.headers().get("x-backchannel-checkpoint")).isNotEqualTo(stored.checkpointId());
        Alive.check(api, system.bootstrapServers());
    }

    private static StoredCheckpoint store(long step) {
        LoraWeights weights = weights();
        return new FolderStore(system.standalone().data().store())
                .write(new CheckpointContent(
                        "0".repeat(64),
                        system.standalone().model().baseDigest(),
                        step,
                        weights,
                        OptimizerState.initial(weights),
                        Map.of()));
    }

    private static Path adapterOf(StoredCheckpoint stored) {
        return system.standalone().data().store().resolve(stored.uri()).resolve(ADAPTER);
    }

    /** An adapter of the right shape that changes something. */
    private static LoraWeights weights() {
        LoraWeights initial = LoraWeights.initial(
                system.standalone().model().config(),
                system.standalone().model().defaultLora(),
                1);
        SortedMap<String, Matrix> filled = new TreeMap<>();
        initial.matrices().forEach((name, matrix) -> {
            float[] values = new float[matrix.rows() * matrix.columns()];
            Arrays.fill(values, 0.01f);
            filled.put(name, new Matrix(matrix.rows(), matrix.columns(), values));
        });
        return new LoraWeights(initial.config(), filled);
    }

    private static String event(String type, String id, String more) {
        return "{\"type\":\"%s\",\"event_id\":\"%s\",\"conversation_id\":\"%s\",\"turn_id\":\"t\"%s}"
                .formatted(type, id, id, more);
    }
}
