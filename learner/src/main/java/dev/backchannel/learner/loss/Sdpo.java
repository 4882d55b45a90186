package dev.backchannel.learner.loss;

/**
 * A follow-up as hindsight, no pair needed (self-distilled policy optimisation): with o the user's reaction,
 * A_t = stop-gradient[log π(y_t | x, o) − log π(y_t | x)], and the loss is −(1/|y|) Σ_t A_t log π(y_t | x).
 */
record Sdpo() implements HindsightLoss {
    @Override
    public double[] advantages(double[] plain, double[] informed) {
        if (plain.length != informed.length || plain.length == 0) {
            throw new IllegalArgumentException("the same answer has " + plain.length + " tokens without and "
                    + informed.length + " with the follow-up; they must be equal and not 0");
        }
        double[] advantages = new double[plain.length];
        for (int t = 0; t < plain.length; t++) {
            advantages[t] = informed[t] - plain[t];
        }
        return advantages;
    }

    @Override
    public TokenTerm of(double[] plain, double[] advantages) {
        double value = 0;
        double[] slope = new double[plain.length];
        for (int t = 0; t < plain.length; t++) {
            slope[t] = -advantages[t] / plain.length;
            value += slope[t] * plain[t];
        }
        return new TokenTerm(value, slope);
    }
}
