package dev.backchannel.learner.gate;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.Probe;
import dev.backchannel.learner.state.HeldBack;
import dev.backchannel.learner.state.LastLook;
import dev.backchannel.policy.Adapter;
import dev.backchannel.policy.LoraWeights;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the gate is asked to judge.
 *
 * @param weights finite
 * @param candidate the same on the device
 * @param promotedOrNull the policy served until now; null is the base
 * @param referenceOrNull what drift and forgetting are measured against; null is the base
 * @param before the step's parent
 * @param batchKl KL to the anchor, estimated on the step's own batch before the step, nats per token; NaN: not measured
 * @param thorough whether to look at everything, however little moved
 */
public record Inquiry(
        LoraWeights weights,
        Adapter candidate,
        @Nullable Adapter promotedOrNull,
        @Nullable Adapter referenceOrNull,
        Before before,
        double batchKl,
        HeldBack heldBack,
        boolean thorough) {
    /** With the base as the reference. */
    public Inquiry(
            LoraWeights weights,
            Adapter candidate,
            @Nullable Adapter promotedOrNull,
            Before before,
            double batchKl,
            HeldBack heldBack,
            boolean thorough) {
        this(weights, candidate, promotedOrNull, null, before, batchKl, heldBack, thorough);
    }

    /**
     * What is known of the parent.
     *
     * @param probes as it left them; empty if they are not known
     * @param movedSinceLook what the steps since the last look at everything moved, nats per probe token
     * @param lastLook what that look saw
     */
    public record Before(List<Probe> probes, double movedSinceLook, LastLook lastLook) {
        public static Before of(Checkpoint parent, LastLook lastLook) {
            return new Before(parent.getProbes(), parent.getMetrics().getOrDefault(Movement.SINCE_LOOK, 0.0), lastLook);
        }
    }
}
