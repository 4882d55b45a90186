package dev.backchannel.learner.loss;

/**
 * f-DPO with the Jensen-Shannon divergence (Wang et al., arXiv 2309.16240, table 1): −log σ(β [f′(u_w) − f′(u_l)]) with
 * f′(u) = log(2u / (1 + u)) and u = π/π_ref.
 *
 * @param beta β
 */
record JensenShannonDpo(double beta) implements PairLoss {
    @Override
    public PairTerm of(PairLogProbs pair) {
        double chosen = pair.chosenLogRatio();
        double rejected = pair.rejectedLogRatio();
        double logit = beta * (-Sigmoid.softplus(-chosen) + Sigmoid.softplus(-rejected));
        double dLogit = -Sigmoid.of(-logit);
        return new PairTerm(
                -Sigmoid.log(logit), beta * dLogit * Sigmoid.of(-chosen), -beta * dLogit * Sigmoid.of(-rejected));
    }
}
