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
 * @param nextStep number of the next step
 */
record Standing(
        Checkpoint good,
        LoraWeights weights,
        OptimizerState optimizer,
        Adapter adapter,
        LearnerState state,
        long nextStep) {}
