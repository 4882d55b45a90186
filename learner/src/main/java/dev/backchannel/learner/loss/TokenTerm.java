package dev.backchannel.learner.loss;

/**
 * An answer's loss and its derivatives.
 *
 * @param value the loss
 * @param dLogProb [tokens] ∂ loss / ∂ log π(y_t | x)
 */
public record TokenTerm(double value, double[] dLogProb) {}
