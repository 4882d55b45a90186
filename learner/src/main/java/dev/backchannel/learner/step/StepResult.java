package dev.backchannel.learner.step;

import dev.backchannel.learner.loss.RewardShift;
import dev.backchannel.policy.LoraWeights;
import dev.backchannel.policy.OptimizerState;
import java.util.List;
import java.util.Map;

/**
 * What a step made; nobody has judged it yet.
 *
 * @param weights after the step
 * @param optimizer after the step
 * @param shift after the step
 * @param fresh the fresh examples with their reference values
 * @param metrics by name
 */
public record StepResult(
        LoraWeights weights,
        OptimizerState optimizer,
        RewardShift shift,
        List<Rated> fresh,
        Map<String, Double> metrics) {}
