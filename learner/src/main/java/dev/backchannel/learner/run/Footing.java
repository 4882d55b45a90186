package dev.backchannel.learner.run;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.learner.state.LearnerState;
import dev.backchannel.policy.Adapter;
import dev.backchannel.policy.LoraWeights;
import dev.backchannel.policy.OptimizerState;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A committed checkpoint that a step may start from.
 *
 * @param adapter {@code weights} on the device; null where no step starts from it any more
 * @param state as it was when the checkpoint was committed
 */
record Footing(
        Checkpoint record,
        LoraWeights weights,
        OptimizerState optimizer,
        @Nullable Adapter adapter,
        LearnerState state) {
    Footing without(Set<String> preferenceIds) {
        return preferenceIds.isEmpty()
                ? this
                : new Footing(record, weights, optimizer, adapter, state.without(preferenceIds));
    }

    /** Of one that a step starts from. */
    Adapter onDevice() {
        return Objects.requireNonNull(
                adapter, () -> "checkpoint " + id() + " is not on the device, so no step can start from it");
    }

    String id() {
        return record.getCheckpointId();
    }
}
