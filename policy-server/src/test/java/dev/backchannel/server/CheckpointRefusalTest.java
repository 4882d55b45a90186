package dev.backchannel.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.GateVerdict;
import dev.backchannel.avro.OperatorEventKind;
import dev.backchannel.avro.Probe;
import dev.backchannel.avro.Verdict;
import dev.backchannel.policy.LoraConfig;
import dev.backchannel.policy.LoraWeights;
import dev.backchannel.server.testing.Checkpoints;
import dev.backchannel.server.testing.ServerCase;
import dev.backchannel.testing.TinyBase;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A bad checkpoint is never served: an alert says why, and the old one goes on. */
class CheckpointRefusalTest extends ServerCase {
    private static final String ADAPTER = "adapter_model.safetensors";

    private Checkpoints checkpoints;
    private Checkpoint good;
    private int seed = 100;

    @Override
    protected void prepare() throws Exception {
        checkpoints = new Checkpoints(model, store);
        good = checkpoints.good(seed++);
        broker.send(broker.topics().checkpoints, good.getCheckpointId(), good);
    }

    @Test
    void changedFile() throws Exception {
        Checkpoint bad = checkpoints.good(seed++);
        Path file = store.resolve(bad.getUri()).resolve(ADAPTER);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, bytes);
        refused(bad, "digest");
    }

    @Test
    void truncatedFile() throws Exception {
        Checkpoint bad = checkpoints.good(seed++);
        Path file = store.resolve(bad.getUri()).resolve(ADAPTER);
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length / 2));
        refused(bad, "digest");
        refused(redigested(checkpoints.good(seed++), file2 -> java.util.Arrays.copyOf(file2, file2.length / 2)), "");
    }

    @Test
    void missingFolder() throws Exception {
        Checkpoint bad = checkpoints.good(seed++);
        bad.setUri("nowhere");
        refused(bad, "missing");
    }

    @Test
    void folderOutsideTheStore() throws Exception {
        Checkpoint bad = checkpoints.good(seed++);
        bad.setUri("../elsewhere");
        refused(bad, "outside the store");
    }

    @Test
    void notANumber() throws Exception {
        Checkpoint bad = redigested(checkpoints.good(seed++), bytes -> {
            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putFloat(bytes.length - 4, Float.NaN);
            return bytes;
        });
        refused(bad, "finite");
    }

    @Test
    void anotherBase() throws Exception {
        refused(checkpoints.of(TinyBase.adapter(model, seed++), "0123456789", "parent"), "another base");
    }

    @Test
    void noEffect() throws Exception {
        LoraWeights nothing = LoraWeights.initial(model.config(), new LoraConfig(4, 8, LoraConfig.ALL_LINEARS), seed++);
        refused(checkpoints.of(nothing, model.baseDigest(), "parent"), "changes nothing");
    }

    @Test
    void anotherEffectThanTheLearnerSaw() throws Exception {
        Checkpoint bad = checkpoints.good(seed++);
        Probe probe = bad.getProbes().get(0);
        bad.setProbes(List.of(new Probe(
                probe.getPrompt(),
                probe.getCompletion(),
                probe.getDifference().stream().map(d -> d + 1e-3).toList())));
        refused(bad, "probe 0, token 0");
    }

    @Test
    void anotherContentThanItsId() throws Exception {
        Checkpoint bad = checkpoints.good(seed++);
        bad.setCheckpointId("f".repeat(64));
        refused(bad, "its content is checkpoint");
    }

    @Test
    void theFirstOneMayChangeNothing() throws Exception {
        LoraWeights nothing = LoraWeights.initial(model.config(), new LoraConfig(4, 8, LoraConfig.ALL_LINEARS), seed++);
        Checkpoint first = checkpoints.of(nothing, model.baseDigest(), null);
        broker.send(broker.topics().checkpoints, first.getCheckpointId(), first);
        await().until(() -> server.role().checkpoint().equals(first.getCheckpointId()));
    }

    @Test
    void refusedByTheGate() throws Exception {
        double refusals = server.metric("backchannel_checkpoints_refused");
        Checkpoint bad = checkpoints.good(seed++);
        bad.setGate(new GateVerdict(Verdict.REFUSED, List.of("worse")));
        broker.send(broker.topics().checkpoints, bad.getCheckpointId(), bad);
        Checkpoint next = checkpoints.good(seed++);
        next.setGate(new GateVerdict(Verdict.INSUFFICIENT, List.of("too few")));
        broker.send(broker.topics().checkpoints, next.getCheckpointId(), next);
        await().until(() -> server.role().checkpoint().equals(next.getCheckpointId()));
        assertThat(server.metric("backchannel_checkpoints_refused")).isEqualTo(refusals);
    }

    @Test
    void learnedInShadow() throws Exception {
        double refusals = server.metric("backchannel_checkpoints_refused");
        Checkpoint shadow = checkpoints.good(seed++);
        shadow.setShadow(true);
        Checkpoint next = checkpoints.good(seed++);
        broker.send(broker.topics().checkpoints, next.getCheckpointId(), next);
        broker.send(broker.topics().checkpoints, shadow.getCheckpointId(), shadow);
        await().until(() -> server.role().checkpoint().equals(next.getCheckpointId()));
        Checkpoint last = checkpoints.good(seed++);
        broker.send(broker.topics().checkpoints, last.getCheckpointId(), last);
        await().until(() -> server.role().checkpoint().equals(last.getCheckpointId()));
        assertThat(server.metric("backchannel_checkpoints_refused")).isEqualTo(refusals);
        assertThat(broker.read(broker.topics().operatorEvents))
                .noneMatch(event -> event.getTarget().equals(shadow.getCheckpointId()));
    }

    private void refused(Checkpoint bad, String reason) throws Exception {
        String before = server.role().checkpoint();
        broker.send(broker.topics().checkpoints, bad.getCheckpointId(), bad);
        await().untilAsserted(() -> assertThat(broker.read(broker.topics().operatorEvents))
                .anySatisfy(event -> {
                    assertThat(event.getTarget()).isEqualTo(bad.getCheckpointId());
                    assertThat(event.getName()).isEqualTo("swap_refused");
                    assertThat(event.getKind()).isEqualTo(OperatorEventKind.ALERT);
                    assertThat(event.getMessage()).contains(reason);
                }));
        assertThat(server.role().checkpoint()).isEqualTo(before).isNotEqualTo("base");
        assertThat(server.post(
                                "/v1/chat/completions",
                                "{\"model\":\"policy\",\"max_tokens\":2,\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}")
                        .headers()
                        .firstValue("x-backchannel-checkpoint"))
                .hasValue(before);
    }

    private interface Change {
        byte[] of(byte[] bytes);
    }

    /** Changes the adapter's file and makes the record's digest agree with it. */
    private Checkpoint redigested(Checkpoint checkpoint, Change change) throws Exception {
        Path file = store.resolve(checkpoint.getUri()).resolve(ADAPTER);
        byte[] bytes = change.of(Files.readAllBytes(file));
        Files.write(file, bytes);
        Map<String, String> digests = new HashMap<>(checkpoint.getFileDigests());
        digests.put(
                ADAPTER,
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
        checkpoint.setFileDigests(digests);
        return checkpoint;
    }
}
