package dev.backchannel.learner.loss;

/**
 * Direct preference optimisation (Rafailov et al., arXiv 2305.18290, eq. 7): −log σ(βΔ). With label smoothing ε, which
 * supposes that a share ε of the pairs is flipped, it is conservative DPO (Mitchell, "A note on DPO with noisy
 * preferences", eq. 3): −(1−ε) log σ(βΔ) − ε log σ(−βΔ).
 *
 * @param beta β, strength of the tie to the reference
 * @param smoothing ε in [0, 0.5)
 */
record Dpo(double beta, double smoothing) implements PairLoss {
    @Override
    public PairTerm of(PairLogProbs pair) {
        double logit = beta * pair.delta();
        double value = -(1 - smoothing) * Sigmoid.log(logit) - smoothing * Sigmoid.log(-logit);
        double dLogit = -(1 - smoothing) * Sigmoid.of(-logit) + smoothing * Sigmoid.of(logit);
        return PairTerm.ofDelta(value, beta * dLogit);
    }
}
