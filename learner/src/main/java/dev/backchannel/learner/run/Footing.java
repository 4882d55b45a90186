package dev.backchannel.learner.run;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.learner.state.LearnerState;
import dev.backchannel.policy.Adapter;
import dev.backchannel.policy.LoraWeights;
import dev.backchannel.policy.OptimizerState;
import java.util.Set;

/**
 * A committed checkpoint that a step may start from.
 *
 * @param adapter {@code weights} on the device
 * @param state as it was when the checkpoint was committed
 */
record Footing(Checkpoint record, LoraWeights weights, OptimizerState optimizer, Adapter adapter, LearnerState state) {
    Footing without(Set<String> preferenceIds) {
        return preferenceIds.isEmpty()
                ? this
                : new Footing(record, weights, optimizer, adapter, state.without(preferenceIds));
    }

    String id() {
        return record.getCheckpointId();
    }
}
