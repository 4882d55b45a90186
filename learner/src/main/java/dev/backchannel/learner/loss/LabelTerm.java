package dev.backchannel.learner.loss;

/**
 * A label's loss and its derivative.
 *
 * @param value the loss
 * @param dAnswer ∂ loss / ∂ log π(answer), the same for each of its tokens
 */
public record LabelTerm(double value, double dAnswer) {}
