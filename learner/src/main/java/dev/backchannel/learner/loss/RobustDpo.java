package dev.backchannel.learner.loss;

/**
 * Robust DPO (Chowdhury et al., arXiv 2403.00409, eq. 12), unbiased when a share ε of the pairs is flipped:
 * [−(1−ε) log σ(βΔ) + ε log σ(−βΔ)] / (1 − 2ε).
 *
 * @param beta β
 * @param flipped ε in [0, 0.5)
 */
record RobustDpo(double beta, double flipped) implements PairLoss {
    @Override
    public PairTerm of(PairLogProbs pair) {
        double logit = beta * pair.delta();
        double scale = 1 / (1 - 2 * flipped);
        double value = scale * (-(1 - flipped) * Sigmoid.log(logit) + flipped * Sigmoid.log(-logit));
        double dLogit = scale * (-(1 - flipped) * Sigmoid.of(-logit) - flipped * Sigmoid.of(logit));
        return PairTerm.ofDelta(value, beta * dLogit);
    }
}
