package dev.backchannel.learner.loss;

/**
 * EXO on pairs (Ji et al., arXiv 2402.00856, eq. 16): the reverse KL from the policy's preference p = σ(βΔ) to the
 * labels' (1−ε, ε): p log(p / (1−ε)) + (1−p) log((1−p) / ε).
 *
 * @param beta β
 * @param smoothing ε, above 0
 */
record ExoPair(double beta, double smoothing) implements PairLoss {
    @Override
    public PairTerm of(PairLogProbs pair) {
        double logit = beta * pair.delta();
        double chosen = Sigmoid.log(logit) - Math.log1p(-smoothing);
        double rejected = Sigmoid.log(-logit) - Math.log(smoothing);
        double p = Sigmoid.of(logit);
        // The derivatives of the two logarithms cancel: p·(1−p) − (1−p)·p = 0.
        double dLogit = Sigmoid.derivative(logit) * (chosen - rejected);
        return PairTerm.ofDelta(p * chosen + (1 - p) * rejected, beta * dLogit);
    }
}
