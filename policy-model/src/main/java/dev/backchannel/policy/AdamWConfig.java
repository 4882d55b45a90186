package dev.backchannel.policy;

/**
 * AdamW's constants (Loshchilov and Hutter, arXiv 1711.05101).
 *
 * @param learningRate η
 * @param beta1 decay of the first moment
 * @param beta2 decay of the second moment
 * @param epsilon added to the root of the second moment
 * @param weightDecay λ, decoupled: each step also subtracts η·λ·θ
 * @param maxGradientNorm gradients are scaled down to this global norm; infinite for no limit
 */
public record AdamWConfig(
        double learningRate, double beta1, double beta2, double epsilon, double weightDecay, double maxGradientNorm) {

    /** β = (0.9, 0.999), ε = 1e-8, no decay, global norm at most 1. */
    public static AdamWConfig of(double learningRate) {
        return new AdamWConfig(learningRate, 0.9, 0.999, 1e-8, 0, 1.0);
    }

    public AdamWConfig withLearningRate(double newLearningRate) {
        return new AdamWConfig(newLearningRate, beta1, beta2, epsilon, weightDecay, maxGradientNorm);
    }
}
