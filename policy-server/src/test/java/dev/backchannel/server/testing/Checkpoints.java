package dev.backchannel.server.testing;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.GateVerdict;
import dev.backchannel.avro.Probe;
import dev.backchannel.avro.Verdict;
import dev.backchannel.policy.Adapter;
import dev.backchannel.policy.Completion;
import dev.backchannel.policy.LoraWeights;
import dev.backchannel.policy.OptimizerState;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.checkpoint.CheckpointContent;
import dev.backchannel.policy.checkpoint.FolderStore;
import dev.backchannel.policy.checkpoint.StoredCheckpoint;
import dev.backchannel.testing.TinyBase;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes checkpoints as a learner does. */
public final class Checkpoints {
    private final PolicyModel model;
    private final Path store;
    private long step;

    public Checkpoints(PolicyModel model, Path store) {
        this.model = model;
        this.store = store;
    }

    /** A good checkpoint with a random adapter, and its record. */
    public Checkpoint good(long seed) {
        return of(TinyBase.adapter(model, seed), model.baseDigest(), "parent");
    }

    public Checkpoint of(LoraWeights adapter, String baseDigest, String parent) {
        StoredCheckpoint stored = new FolderStore(store)
                .write(new CheckpointContent(
                        parent == null ? "" : parent,
                        baseDigest,
                        ++step,
                        adapter,
                        OptimizerState.initial(adapter),
                        Map.of()));
        return Checkpoint.newBuilder()
                .setCheckpointId(stored.checkpointId())
                .setParentId(parent)
                .setBaseDigest(baseDigest)
                .setUri(stored.checkpointId())
                .setFileDigests(stored.fileDigests())
                .setStep(step)
                .setConsumedOffset(step)
                .setMetrics(Map.of())
                .setGate(new GateVerdict(Verdict.PASSED, List.of()))
                .setProbes(List.of(probe(adapter)))
                .setNewestAcceptedAt(Instant.ofEpochMilli(1_000_000 + step))
                .setCreatedAt(Instant.now().truncatedTo(java.time.temporal.ChronoUnit.MILLIS))
                .build();
    }

    private Probe probe(LoraWeights weights) {
        int[] prompt = model.prompts().content("What is on tonight?");
        int[] completion = model.prompts().content("A film.");
        List<Completion> batch = List.of(new Completion(prompt, completion));
        List<Double> difference = new ArrayList<>();
        try (Adapter adapter = model.adapter(weights)) {
            float[] with = model.tokenLogProbs(batch, adapter)[0];
            float[] without = model.tokenLogProbs(batch, null)[0];
            for (int i = 0; i < with.length; i++) {
                difference.add((double) with[i] - without[i]);
            }
        }
        return new Probe(boxed(prompt), boxed(completion), difference);
    }

    private static List<Integer> boxed(int[] ids) {
        return java.util.Arrays.stream(ids).boxed().toList();
    }
}
