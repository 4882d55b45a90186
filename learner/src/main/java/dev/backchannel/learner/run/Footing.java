package dev.backchannel.learner.run;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.learner.state.LearnerState;
import dev.backchannel.policy.Adapter;
import dev.backchannel.policy.LoraWeights;
import dev.backchannel.policy.OptimizerState;

/**
 * A committed checkpoint that a step may start from.
 *
 * @param adapter {@code weights} on the device
 * @param state as it was when the checkpoint was committed
 */
record Footing(Checkpoint record, LoraWeights weights, OptimizerState optimizer, Adapter adapter, LearnerState state) {
    String id() {
        return record.getCheckpointId();
    }
}
