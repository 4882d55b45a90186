package dev.backchannel.learner.step;

import dev.backchannel.learner.loss.LossSettings;
import dev.backchannel.policy.AdamWConfig;

/**
 * How a step is taken.
 *
 * @param loss which losses, and their constants
 * @param optimizer AdamW's constants; its learning rate is that of a full batch
 * @param nominalBatch records of weight 1 that make a full step
 * @param paddedTokens tokens of one forward pass, padding included; bounds the memory
 */
public record StepSettings(LossSettings loss, AdamWConfig optimizer, int nominalBatch, int paddedTokens) {
    public StepSettings {
        if (nominalBatch < 1) {
            throw new IllegalArgumentException("the nominal batch is " + nominalBatch + ", but must be at least 1");
        }
        if (paddedTokens < 1) {
            throw new IllegalArgumentException("paddedTokens is " + paddedTokens + ", but must be at least 1");
        }
    }

    public StepSettings withLearningRate(double learningRate) {
        return new StepSettings(loss, optimizer.withLearningRate(learningRate), nominalBatch, paddedTokens);
    }

    public StepSettings withLoss(LossSettings other) {
        return new StepSettings(other, optimizer, nominalBatch, paddedTokens);
    }
}
