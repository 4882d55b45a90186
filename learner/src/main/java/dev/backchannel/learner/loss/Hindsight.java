package dev.backchannel.learner.loss;

/**
 * A follow-up as hindsight, no pair needed (self-distilled policy optimisation): with o the user's reaction,
 * A_t = stop-gradient[log π(y_t | x, o) − log π(y_t | x)] and the loss is −(1/|y|) Σ_t A_t log π(y_t | x).
 */
public final class Hindsight {
    private Hindsight() {}

    /**
     * The loss of one answer.
     *
     * @param value the loss
     * @param dLogProb [tokens] ∂ loss / ∂ log π(y_t | x)
     */
    public record Term(double value, double[] dLogProb) {}

    /**
     * Rates an answer that is known with and without its follow-up.
     *
     * @param plain [tokens] log π(y_t | x)
     * @param informed [tokens] log π(y_t | x, o), a constant
     */
    public static Term of(double[] plain, double[] informed) {
        if (plain.length != informed.length || plain.length == 0) {
            throw new IllegalArgumentException("the same answer has " + plain.length + " tokens without and "
                    + informed.length + " with the follow-up; they must be equal and not 0");
        }
        double value = 0;
        double[] slope = new double[plain.length];
        for (int t = 0; t < plain.length; t++) {
            slope[t] = -(informed[t] - plain[t]) / plain.length;
            value += slope[t] * plain[t];
        }
        return new Term(value, slope);
    }
}
