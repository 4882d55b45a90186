package dev.backchannel.learner.loss;

/**
 * A pair's loss and its derivatives.
 *
 * @param value the loss
 * @param dChosen ∂ loss / ∂ log π(chosen), the same for each of its tokens
 * @param dRejected ∂ loss / ∂ log π(rejected)
 */
public record PairTerm(double value, double dChosen, double dRejected) {
    /** A loss of the margin alone pulls the two sides apart with equal force. */
    static PairTerm ofDelta(double value, double dDelta) {
        return new PairTerm(value, dDelta, -dDelta);
    }
}
