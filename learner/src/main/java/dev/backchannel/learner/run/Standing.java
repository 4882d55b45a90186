package dev.backchannel.learner.run;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.learner.state.LearnerState;
import dev.backchannel.policy.Adapter;
import dev.backchannel.policy.LoraWeights;
import dev.backchannel.policy.OptimizerState;

/**
 * Between two steps: what the next one starts from.
 *
 * @param good the last checkpoint that was promoted
 * @param weights of {@code good}
 * @param optimizer of {@code good}
 * @param adapter the same weights on the device
 * @param state of the data
 * @param refusals how many of the learner's own steps the gate has refused in a row; what was published does not count
 * @param nextStep number of the next step
 */
record Standing(
        Checkpoint good,
        LoraWeights weights,
        OptimizerState optimizer,
        Adapter adapter,
        LearnerState state,
        long refusals,
        long nextStep) {
    /** After a step whose weights did not go on. */
    Standing refused(LearnerState newState, long newRefusals, long next) {
        return new Standing(good, weights, optimizer, adapter, newState, newRefusals, next);
    }
}
