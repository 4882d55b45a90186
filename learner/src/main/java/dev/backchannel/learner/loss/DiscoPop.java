package dev.backchannel.learner.loss;

/**
 * The log-ratio modulated loss that a language model discovered (Lu et al., arXiv 2406.08414, eq. 4): DPO's logistic and
 * an exponential, blended by σ(βΔ/τ).
 *
 * @param beta β
 * @param tau τ, temperature of the blend
 */
record DiscoPop(double beta, double tau) implements PairLoss {
    @Override
    public PairTerm of(PairLogProbs pair) {
        double logit = beta * pair.delta();
        double blend = Sigmoid.of(logit / tau);
        double logistic = -Sigmoid.log(logit);
        double exponential = Math.exp(-logit);
        double value = (1 - blend) * logistic + blend * exponential;
        double dBlend = Sigmoid.derivative(logit / tau) / tau;
        double dLogit = dBlend * (exponential - logistic) - (1 - blend) * Sigmoid.of(-logit) - blend * exponential;
        return PairTerm.ofDelta(value, beta * dLogit);
    }
}
