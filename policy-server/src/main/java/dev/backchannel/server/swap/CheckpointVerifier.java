package dev.backchannel.server.swap;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.Probe;
import dev.backchannel.policy.Adapter;
import dev.backchannel.policy.Completion;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.Precision;
import dev.backchannel.policy.checkpoint.CheckpointStore;
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
    private final CheckpointContents contents;

    public CheckpointVerifier(PolicyModel model, CheckpointStore store) {
        this.model = model;
        this.contents = new CheckpointContents(model, store);
    }

    @Override
    public ServedPolicy load(Checkpoint checkpoint) {
        Adapter adapter = model.adapter(contents.read(checkpoint));
        try {
            requireProbes(checkpoint.getProbes(), adapter);
            return new ServedPolicy(checkpoint.getCheckpointId(), adapter, checkpoint.getNewestAcceptedAt());
        } catch (RuntimeException e) {
            adapter.close();
            throw e;
        }
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
