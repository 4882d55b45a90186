package dev.backchannel.server.swap;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.policy.LoraNames;
import dev.backchannel.policy.LoraWeights;
import dev.backchannel.policy.Matrix;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.checkpoint.CheckpointContent;
import dev.backchannel.policy.checkpoint.CheckpointIds;
import dev.backchannel.policy.checkpoint.CheckpointStore;
import dev.backchannel.policy.checkpoint.CorruptCheckpointException;
import dev.backchannel.topics.Cause;

/**
 * Fetches a checkpoint's files and checks whatever can be told without running them: digests, base, shapes, finite numbers,
 * not a no-op.
 */
public final class CheckpointContents {
    private final PolicyModel model;
    private final CheckpointStore store;

    public CheckpointContents(PolicyModel model, CheckpointStore store) {
        this.model = model;
        this.store = store;
    }

    /**
     * @return its adapter
     * @throws RefusedCheckpointException saying what is wrong
     * @throws dev.backchannel.policy.checkpoint.StoreAwayException if nobody can say now
     */
    public LoraWeights read(Checkpoint checkpoint) {
        requireBase("the record", checkpoint.getBaseDigest());
        CheckpointContent content = stored(checkpoint);
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
        return weights;
    }

    private CheckpointContent stored(Checkpoint checkpoint) {
        try {
            CheckpointContent content = store.read(checkpoint.getUri(), checkpoint.getFileDigests());
            String id = CheckpointIds.of(content);
            if (!id.equals(checkpoint.getCheckpointId())) {
                throw new RefusedCheckpointException("its content is checkpoint " + id);
            }
            return content;
        } catch (CorruptCheckpointException e) {
            throw new RefusedCheckpointException(Cause.message(e));
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
            if (found == null || !wanted.sameShape(found)) {
                throw new RefusedCheckpointException(
                        name + " has the shape " + found + ", but this base needs " + wanted);
            }
        });
    }
}
