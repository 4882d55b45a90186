package dev.backchannel.server.swap;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.Probe;
import dev.backchannel.policy.Adapter;
import dev.backchannel.policy.Completion;
import dev.backchannel.policy.LoraNames;
import dev.backchannel.policy.LoraWeights;
import dev.backchannel.policy.Matrix;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.Precision;
import dev.backchannel.policy.checkpoint.CheckpointContent;
import dev.backchannel.policy.checkpoint.CheckpointIds;
import dev.backchannel.policy.checkpoint.CheckpointStore;
import dev.backchannel.policy.checkpoint.CorruptCheckpointException;
import dev.backchannel.server.policies.ServedPolicy;
import java.util.ArrayList;
import java.util.List;

/**
 * Fetches a checkpoint and lets it pass only if it is what the learner committed: digests, base, shapes, finite numbers, not
 * a no-op, and the same effect on the recorded probes.
 */
public final class CheckpointVerifier implements CheckpointLoader {
    private static final double FP32_TOLERANCE = 1e-4;
    private static final double BF16_TOLERANCE = 2e-2;

    private final PolicyModel model;
    private final CheckpointStore store;

    public CheckpointVerifier(PolicyModel model, CheckpointStore store) {
        this.model = model;
        this.store = store;
    }

    @Override
    public ServedPolicy load(Checkpoint checkpoint) {
        requireBase("the record", checkpoint.getBaseDigest());
        CheckpointContent content = read(checkpoint);
        requireBase("the manifest", content.baseDigest());
        LoraWeights weights = content.adapter();
        requireShapes(weights);
        if (!weights.isFinite()) {
            throw new RefusedCheckpointException("its adapter holds NaN or infinite values");
        }
        boolean mayBeEmpty = checkpoint.getParentId() == null || checkpoint.getRolledBackTo() != null;
        if (!mayBeEmpty && weights.deltaNorm() == 0) {
            throw new RefusedCheckpointException("its adapter changes nothing (‖ΔW‖ = 0) and it is not the first one");
        }
        Adapter adapter = model.adapter(weights);
        try {
            requireProbes(checkpoint.getProbes(), adapter);
            return new ServedPolicy(checkpoint.getCheckpointId(), adapter, checkpoint.getNewestAcceptedAt());
        } catch (RuntimeException e) {
            adapter.close();
            throw e;
        }
    }

    private CheckpointContent read(Checkpoint checkpoint) {
        try {
            CheckpointContent content = store.read(checkpoint.getUri(), checkpoint.getFileDigests());
            String id = CheckpointIds.of(content);
            if (!id.equals(checkpoint.getCheckpointId())) {
                throw new RefusedCheckpointException("its content is checkpoint " + id);
            }
            return content;
        } catch (CorruptCheckpointException e) {
            throw new RefusedCheckpointException(e.getMessage());
        }
    }

    private void requireBase(String where, String digest) {
        if (!digest.equals(model.baseDigest())) {
            throw new RefusedCheckpointException("it belongs to another base: " + where + " says " + digest
                    + ", this server runs " + model.baseDigest());
        }
    }

    private void requireShapes(LoraWeights weights) {
        LoraWeights expected = LoraWeights.initial(model.config(), weights.config(), 0);
        if (!expected.matrices().keySet().equals(weights.matrices().keySet())) {
            throw new RefusedCheckpointException("its adapter holds "
                    + weights.matrices().size()
                    + " matrices where this base with " + weights.config() + " has "
                    + expected.matrices().size() + ", or under other names than " + LoraNames.a(0, "q_proj") + " …");
        }
        expected.matrices().forEach((name, wanted) -> {
            Matrix found = weights.matrices().get(name);
            if (!wanted.sameShape(found)) {
                throw new RefusedCheckpointException(
                        name + " has the shape " + found + ", but this base needs " + wanted);
            }
        });
    }

    /** The adapter's effect per token, log π_adapter − log π_base, must be what the learner saw. */
    private void requireProbes(List<Probe> probes, Adapter adapter) {
        if (probes.isEmpty()) {
            return;
        }
        List<Completion> batch = new ArrayList<>();
        for (Probe probe : probes) {
            batch.add(new Completion(ints(probe.getPrompt()), ints(probe.getCompletion())));
        }
        float[][] with = model.tokenLogProbs(batch, adapter);
        float[][] without = model.tokenLogProbs(batch, null);
        double tolerance = model.options().precision() == Precision.FP32 ? FP32_TOLERANCE : BF16_TOLERANCE;
        for (int p = 0; p < probes.size(); p++) {
            List<Double> recorded = probes.get(p).getDifference();
            for (int t = 0; t < recorded.size(); t++) {
                double seen = with[p][t] - without[p][t];
                if (!(Math.abs(seen - recorded.get(t)) <= tolerance)) {
                    throw new RefusedCheckpointException("probe " + p + ", token " + t + ": the adapter changes its"
                            + " log-probability by " + seen + ", but the learner saw " + recorded.get(t)
                            + " (tolerance " + tolerance + ")");
                }
            }
        }
    }

    private static int[] ints(List<Integer> ids) {
        return ids.stream().mapToInt(Integer::intValue).toArray();
    }
}
