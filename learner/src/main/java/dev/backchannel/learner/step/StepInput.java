package dev.backchannel.learner.step;

import dev.backchannel.learner.example.Example;
import dev.backchannel.learner.loss.RewardShift;
import dev.backchannel.policy.Adapter;
import dev.backchannel.policy.LoraWeights;
import dev.backchannel.policy.OptimizerState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that a step depends on; the same input gives the same bytes.
 *
 * @param weights before the step
 * @param optimizer before the step
 * @param adapter the same weights on the device
 * @param referenceOrNull the reference policy; null: the base
 * @param fresh examples that teach for the first time, in order
 * @param replayed examples from the reservoir, in order
 * @param reservoir may lend answers to KTO's anchor
 * @param shift running mean of rewards before the step
 * @param seed of the run
 * @param step number of the step
 */
public record StepInput(
        LoraWeights weights,
        OptimizerState optimizer,
        Adapter adapter,
        @Nullable Adapter referenceOrNull,
        List<Example> fresh,
        List<Rated> replayed,
        List<Rated> reservoir,
        RewardShift shift,
        long seed,
        long step) {
    /** With the base as the reference. */
    public StepInput(
            LoraWeights weights,
            OptimizerState optimizer,
            Adapter adapter,
            List<Example> fresh,
            List<Rated> replayed,
            List<Rated> reservoir,
            RewardShift shift,
            long seed,
            long step) {
        this(weights, optimizer, adapter, null, fresh, replayed, reservoir, shift, seed, step);
    }
}
