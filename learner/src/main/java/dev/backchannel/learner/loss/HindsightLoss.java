package dev.backchannel.learner.loss;

/**
 * A loss on an answer whose follow-up is known: each token is rated as it was said, and as it would have been said by who
 * knew what the user would reply. Pure.
 */
public interface HindsightLoss {
    /**
     * How much more likely hindsight makes each token; a constant to the loss.
     *
     * @param plain [tokens] log π(y_t | x), nats
     * @param informed [tokens] log π(y_t | x, o)
     */
    double[] advantages(double[] plain, double[] informed);

    /**
     * The loss of one answer.
     *
     * @param plain [tokens] log π(y_t | x)
     * @param advantages [tokens] what {@link #advantages} gave
     */
    TokenTerm of(double[] plain, double[] advantages);
}
