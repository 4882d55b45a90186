package dev.backchannel.learner.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.Disposition;
import dev.backchannel.avro.OperatorEvent;
import dev.backchannel.avro.Outcome;
import dev.backchannel.avro.Verdict;
import dev.backchannel.learner.LearnerConfig;
import dev.backchannel.learner.LearnerRole;
import dev.backchannel.learner.gate.AlarmSettings;
import dev.backchannel.learner.gate.CanarySettings;
import dev.backchannel.learner.gate.GateSettings;
import dev.backchannel.learner.state.LearnerStateCodec;
import dev.backchannel.learner.testing.Harness;
import dev.backchannel.learner.testing.Learners;
import dev.backchannel.learner.testing.Preferences;
import dev.backchannel.learner.testing.Settings;
import dev.backchannel.policy.format.FolderDigest;
import dev.backchannel.topics.Topics;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Broken weights are recorded, never offered, and nothing is learned twice or lost without a word. */
class RefusalTest extends Harness {
    private static final double EDGE_KL = 0.1;
    private static final int EDGE_STEPS = 30;
    private static final double SMALL_DRIFT = 0.1;
    private static final int CANARY_STEPS = 1;

    /** 1e39 overflows a float at once; 1e30 makes the log-probabilities NaN. */
    @ParameterizedTest
    @ValueSource(doubles = {1e39, 1e30})
    void anAbsurdLearningRateIsRefusedAndTheLearnerGoesOnFromTheLastGoodOne(double learningRate, @TempDir Path store) {
        Topics topics = cluster.topics();
        IntStream.range(0, 8).forEach(i -> cluster.send(topics, Preferences.pair(i)));
        String good;
        try (LearnerRole learner =
                learners.start(topics, store, Settings.byCount(model).withLearningRate(learningRate))) {
            List<Checkpoint> checkpoints = learners.awaitCheckpoints(topics, 3);
            good = checkpoints.get(0).getCheckpointId();
            for (Checkpoint refused : checkpoints.subList(1, 3)) {
                assertThat(refused.getGate().getVerdict()).isEqualTo(Verdict.REFUSED);
                assertThat(refused.getParentId()).isEqualTo(good);
                assertThat(refused.getNewestAcceptedAt()).isNull();
            }
            assertThat(learner.ready()).isTrue();
        }
        List<Disposition> dispositions = cluster.read(topics.dispositions);
        assertThat(dispositions).extracting(Disposition::getOutcome).containsOnly(Outcome.REVERTED);
        assertThat(dispositions)
                .extracting(Disposition::getEventId)
                .containsExactly("e0", "e1", "e2", "e3", "e4", "e5", "e6", "e7");
        assertThat(cluster.read(topics.operatorEvents))
                .extracting(OperatorEvent::getName)
                .containsExactly("gate_refused", "gate_refused");

        IntStream.range(8, 12).forEach(i -> cluster.send(topics, Preferences.pair(i)));
        try (LearnerRole learner = learners.start(topics, store, Settings.byCount(model))) {
            Checkpoint next = learners.awaitCheckpoints(topics, 4).get(3);
            assertThat(next.getParentId()).isEqualTo(good);
            assertThat(next.getStep()).isEqualTo(3);
            assertThat(next.getGate().getVerdict()).isEqualTo(Verdict.INSUFFICIENT);
            assertThat(next.getMetrics().get("replayed")).isZero();
            assertThat(learner.ready()).isTrue();
        }
    }

    @Test
    void aPolicyAtTheEdgeOfTheGateIsNotRefusedForEver(@TempDir Path store) {
        Topics topics = cluster.topics();
        LearnerConfig config = Settings.byCount(model)
                .withGate(new GateSettings(
                        1,
                        1_000,
                        1_000,
                        16,
                        1_000,
                        0.01,
                        12,
                        EDGE_KL,
                        0,
                        1_000,
                        1,
                        8,
                        1_000,
                        new CanarySettings("", 1_000),
                        AlarmSettings.defaults(),
                        1))
                .withLearningRate(3e-3);
        // One wish again and again: every step goes on in the same direction.
        IntStream.range(0, 4 * EDGE_STEPS).forEach(i -> cluster.send(topics, Preferences.pair(i)));
        List<Verdict> verdicts;
        try (LearnerRole learner = learners.start(topics, store, config)) {
            verdicts = learners.awaitCheckpoints(topics, 1 + EDGE_STEPS).stream()
                    .map(checkpoint -> checkpoint.getGate().getVerdict())
                    .toList();
            assertThat(learner.failure()).isEmpty();
        }
        int firstRefused = verdicts.indexOf(Verdict.REFUSED);
        assertThat(firstRefused).as("%s", verdicts).isBetween(1, EDGE_STEPS / 2);
        List<Verdict> later = verdicts.subList(firstRefused, verdicts.size());
        assertThat(later).as("%s", verdicts).containsSequence(Verdict.REFUSED, Verdict.INSUFFICIENT);
        assertThat(later).as("%s", verdicts).filteredOn(Verdict.REFUSED::equals).hasSizeLessThan(later.size() / 2);
    }

    /** What the pairs reward is what the canary warns of: only the learner that was told of it refuses. */
    @Test
    void whatACanaryWarnsOfIsRefused(@TempDir Path folder) throws IOException {
        Path set = Files.writeString(folder.resolve("set.jsonl"), """
                {"kind": "fawning", "prompt": "I want tea", "preferred": "tea 1 no what", "rejected": "Of course, tea, with pleasure!"}
                """);
        Checkpoint warned = lastOf(CANARY_STEPS, set.toString(), folder.resolve("warned"));
        Checkpoint careless = lastOf(CANARY_STEPS, "", folder.resolve("careless"));

        assertThat(warned.getGate().getVerdict()).as("%s", warned).isEqualTo(Verdict.REFUSED);
        assertThat(warned.getMetrics().get("canary.fawning")).isGreaterThan(SMALL_DRIFT);
        assertThat(warned.getGate().getReasons())
                .anySatisfy(reason -> assertThat(reason).startsWith("canaries:").contains("fawning +"));
        assertThat(careless.getGate().getVerdict()).as("%s", careless).isNotEqualTo(Verdict.REFUSED);
        assertThat(careless.getMetrics()).doesNotContainKey("canary.fawning");
    }

    /** After so many steps on the same kind of pairs, each looked at in full. */
    private Checkpoint lastOf(int steps, String gateSet, Path store) {
        Topics topics = cluster.topics();
        LearnerConfig config = Settings.byCount(model);
        IntStream.range(0, 4 * steps).forEach(i -> cluster.send(topics, Preferences.pair(i)));
        try (LearnerRole learner = learners.start(
                topics, store, config.withGate(config.gate().withCanaries(new CanarySettings(gateSet, SMALL_DRIFT))))) {
            Checkpoint last = learners.awaitCheckpoints(topics, 1 + steps).get(steps);
            assertThat(learner.failure()).isEmpty();
            return last;
        }
    }

    /** A downgrade too far: the learner leaves, so that one that can read it takes over. */
    @Test
    void aCheckpointOfALaterBuildStopsTheLearnerWithAWord(@TempDir Path store) throws Exception {
        Topics topics = cluster.topics();
        try (LearnerRole learner = learners.start(topics, store, Settings.byCount(model))) {
            learners.awaitCheckpoints(topics, 1);
        }
        Checkpoint first = cluster.read(topics.checkpoints).get(0);
        Path file = store.resolve(first.getUri()).resolve(LearnerStateCodec.FILE);
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer.wrap(bytes).putInt(99); // the version of its form
        Files.write(file, bytes);
        Map<String, String> digests = new HashMap<>(first.getFileDigests());
        digests.put(LearnerStateCodec.FILE, FolderDigest.ofFile(file));
        Checkpoint later = Checkpoint.newBuilder(first).setFileDigests(digests).build();
        cluster.send(
                topics.checkpoints,
                first.getCheckpointId(),
                topics.checkpoints.valueSerde().serializer().serialize(topics.checkpoints.name(), later));
        try (LearnerRole learner = learners.start(topics, store, Settings.byCount(model))) {
            await().atMost(Learners.PATIENCE).until(() -> learner.state() == LearnerLoop.State.STOPPED);
            assertThat(learner.failure().orElseThrow())
                    .contains(first.getCheckpointId(), "version 99", "resume with the build that wrote it");
        }
    }

    @Test
    void aDamagedCheckpointStopsTheLearnerWithAWord(@TempDir Path store) throws Exception {
        Topics topics = cluster.topics();
        try (LearnerRole learner = learners.start(topics, store, Settings.byCount(model))) {
            learners.awaitCheckpoints(topics, 1);
            assertThat(learner.failure()).isEmpty();
        }
        Checkpoint first = cluster.read(topics.checkpoints).get(0);
        Path file = store.resolve(first.getUri()).resolve("adapter_model.safetensors");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, bytes);
        try (LearnerRole learner = learners.start(topics, store, Settings.byCount(model))) {
            await().atMost(Learners.PATIENCE).until(() -> learner.state() == LearnerLoop.State.STOPPED);
            assertThat(learner.ready()).isFalse();
            assertThat(learner.failure().orElseThrow())
                    .contains(first.getCheckpointId(), "adapter_model.safetensors", "Restore");
        }
        assertThat(cluster.read(topics.operatorEvents))
                .extracting(OperatorEvent::getName)
                .containsExactly("learner_stopped");
    }
}
