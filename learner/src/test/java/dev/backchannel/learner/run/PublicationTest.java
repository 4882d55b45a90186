package dev.backchannel.learner.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.LearnerStep;
import dev.backchannel.avro.OperatorCommand;
import dev.backchannel.avro.OperatorEvent;
import dev.backchannel.avro.OperatorEventKind;
import dev.backchannel.avro.Verdict;
import dev.backchannel.learner.LearnerConfig;
import dev.backchannel.learner.LearnerRole;
import dev.backchannel.learner.gate.GateSettings;
import dev.backchannel.learner.plan.BatchSettings;
import dev.backchannel.learner.publish.PublishCommands;
import dev.backchannel.learner.testing.Harness;
import dev.backchannel.learner.testing.Operator;
import dev.backchannel.learner.testing.Preferences;
import dev.backchannel.learner.testing.Settings;
import dev.backchannel.policy.LoraConfig;
import dev.backchannel.policy.LoraWeights;
import dev.backchannel.policy.Matrix;
import dev.backchannel.policy.OptimizerState;
import dev.backchannel.policy.checkpoint.CheckpointContent;
import dev.backchannel.policy.checkpoint.FolderStore;
import dev.backchannel.topics.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An adapter from outside takes the place of a step: past the same gate, by the same one writer. */
class PublicationTest extends Harness {
    @Test
    void anAdapterIsCommittedTheNextStepStartsFromItAndTheLogReplays(@TempDir Path store, @TempDir Path outside)
            throws IOException {
        Topics topics = cluster.topics();
        Path adapter = adapter(outside, 0.05f);
        Files.delete(adapter.resolve("manifest.json"));
        try (LearnerRole learner = learners.start(topics, store, Settings.byCount(model))) {
            IntStream.range(0, 4).forEach(i -> cluster.send(topics, Preferences.mixed(i)));
            List<Checkpoint> before = learners.awaitCheckpoints(topics, 2);

            OperatorEvent event = publish(topics, store, adapter);
            assertThat(event.getKind()).as(event.getMessage()).isEqualTo(OperatorEventKind.APPLIED);
            Checkpoint published = learners.awaitCheckpoints(topics, 3).get(2);
            assertThat(event.getDetails()).containsEntry("checkpoint_id", published.getCheckpointId());
            assertThat(published.getParentId()).isEqualTo(before.get(1).getCheckpointId());
            assertThat(published.getStep()).isEqualTo(2);
            assertThat(published.getConsumedOffset()).isEqualTo(4);
            assertThat(published.getProbes()).isNotEmpty();

            IntStream.range(4, 8).forEach(i -> cluster.send(topics, Preferences.mixed(i)));
            Checkpoint next = learners.awaitCheckpoints(topics, 4).get(3);
            assertThat(next.getParentId()).isEqualTo(published.getCheckpointId());
            assertThat(learner.failure()).isEmpty();
        }
        assertThat(cluster.read(topics.learnerSteps))
                .extracting(LearnerStep::getCause)
                .containsExactly("size", "publish", "size");
        try (var waiting = Files.list(store.resolve("incoming"))) {
            assertThat(waiting).isEmpty();
        }

        try (LearnerRole again = learners.start(topics, store, Settings.byCount(model))) {
            IntStream.range(8, 12).forEach(i -> cluster.send(topics, Preferences.mixed(i)));
            assertThat(learners.awaitCheckpoints(topics, 5)).hasSize(5); // the command is not executed twice
            assertThat(again.failure()).isEmpty();
        }
        try (StepLogReplay replay = new StepLogReplay(
                Settings.byCount(model), topics, cluster.servers(), model, Optional.of(new FolderStore(store)))) {
            ReplayReport report = replay.replay(Optional.empty(), step -> {});
            assertThat(report.equal()).isTrue();
            assertThat(report.steps()).isEqualTo(5);
        }
    }

    @Test
    void theGateRefusesAnAdapterThatWrecksTheBase(@TempDir Path store, @TempDir Path outside) {
        Topics topics = cluster.topics();
        try (LearnerRole learner =
                learners.start(topics, store, Settings.byCount(model).withGate(GateSettings.defaults()))) {
            Checkpoint first = learners.awaitCheckpoints(topics, 1).get(0);
            OperatorEvent event = publish(topics, store, adapter(outside, 50f));
            assertThat(event.getKind()).isEqualTo(OperatorEventKind.REJECTED);
            assertThat(event.getMessage()).contains("the gate refused it");
            Checkpoint refused = learners.awaitCheckpoints(topics, 2).get(1);
            assertThat(refused.getGate().getVerdict()).isEqualTo(Verdict.REFUSED);

            IntStream.range(0, 4).forEach(i -> cluster.send(topics, Preferences.mixed(i)));
            assertThat(learners.awaitCheckpoints(topics, 3).get(2).getParentId())
                    .isEqualTo(first.getCheckpointId());
            assertThat(learner.failure()).isEmpty();
        }
    }

    /** Nobody draws the learner back for what somebody else wanted to publish. */
    @Test
    void aRefusedAdapterLeavesTheWeightsWhereTheyWere(
            @TempDir Path store, @TempDir Path quietStore, @TempDir Path outside) {
        LearnerConfig config = Settings.byCount(model).withGate(GateSettings.defaults());
        config = config.withBatch(new BatchSettings(4, 4, Duration.ofMillis(200), 0, 0, 16).byCount());
        Topics quiet = cluster.topics();
        IntStream.range(0, 8).forEach(i -> cluster.send(quiet, Preferences.pair(i)));
        try (LearnerRole learner = learners.start(quiet, quietStore, config)) {
            learners.awaitCheckpoints(quiet, 3);
            assertThat(learner.failure()).isEmpty();
        }
        Topics topics = cluster.topics();
        IntStream.range(0, 4).forEach(i -> cluster.send(topics, Preferences.pair(i)));
        try (LearnerRole learner = learners.start(topics, store, config)) {
            learners.awaitCheckpoints(topics, 2);
            OperatorEvent event = publish(topics, store, adapter(outside, 50f));
            assertThat(event.getKind()).isEqualTo(OperatorEventKind.REJECTED);
            IntStream.range(4, 8).forEach(i -> cluster.send(topics, Preferences.pair(i)));
            Checkpoint next = learners.awaitCheckpoints(topics, 4).get(3);
            assertThat(next.getFileDigests().get("adapter_model.safetensors"))
                    .isEqualTo(
                            cluster.checkpoints(quiet).get(2).getFileDigests().get("adapter_model.safetensors"));
            assertThat(learner.failure()).isEmpty();
        }
    }

    @Test
    void whatIsNoAdapterForThisBaseIsRejectedWithTheReasonAndNothingElseHappens(
            @TempDir Path store, @TempDir Path outside) throws IOException {
        Topics topics = cluster.topics();
        Path adapter = adapter(outside, 0.05f);
        Path config = adapter.resolve("adapter_config.json");
        String good = Files.readString(config);
        try (LearnerRole learner = learners.start(topics, store, Settings.byCount(model))) {
            learners.awaitCheckpoints(topics, 1);
            Files.writeString(config, good.replace("\"r\" : 4", "\"r\" : 2"));
            assertThat(rejection(topics, store, adapter)).contains("rank 2");
            Files.writeString(config, good.replace("\"bias\"", "\"use_dora\" : true, \"bias\""));
            assertThat(rejection(topics, store, adapter)).contains("use_dora");
            Files.writeString(config, good);
            Path manifest = adapter.resolve("manifest.json");
            Files.writeString(manifest, Files.readString(manifest).replace(model.baseDigest(), "0123"));
            assertThat(rejection(topics, store, adapter)).contains("trained on the base 0123");
            assertThat(cluster.checkpoints(topics)).hasSize(1);
            assertThat(learner.ready()).isTrue();
        }
    }

    private String rejection(Topics topics, Path store, Path adapter) {
        OperatorEvent event = publish(topics, store, adapter);
        assertThat(event.getKind()).isEqualTo(OperatorEventKind.REJECTED);
        return event.getMessage();
    }

    private OperatorEvent publish(Topics topics, Path store, Path adapter) {
        String name = new FolderStore(store).inbox().stage(adapter);
        OperatorCommand command = PublishCommands.of(topics, name, "test", "trained elsewhere", Instant.now());
        return Operator.ask(cluster, topics, command);
    }

    /** A folder in PEFT's layout whose B is {@code size} everywhere. */
    private Path adapter(Path root, float size) {
        LoraWeights initial =
                LoraWeights.initial(model.config(), new LoraConfig(4, 8, List.of("q_proj", "v_proj")), 11);
        SortedMap<String, Matrix> matrices = new TreeMap<>(initial.matrices());
        matrices.replaceAll((name, matrix) -> {
            if (name.contains("lora_A")) {
                return matrix;
            }
            float[] values = new float[matrix.values().length];
            for (int i = 0; i < values.length; i++) {
                values[i] = i % 2 == 0 ? size : -size;
            }
            return new Matrix(matrix.rows(), matrix.columns(), values);
        });
        LoraWeights weights = new LoraWeights(initial.config(), matrices);
        return root.resolve(new FolderStore(root)
                .write(new CheckpointContent(
                        "", model.baseDigest(), 0, weights, OptimizerState.initial(weights), Map.of()))
                .uri());
    }
}
