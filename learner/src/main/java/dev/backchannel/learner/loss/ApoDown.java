package dev.backchannel.learner.loss;

/**
 * Anchored preference optimisation, down (D'Oosterlinck et al., arXiv 2408.06266, eq. 5), for a model that is better than
 * both answers: σ(r_w) + (1 − σ(r_w − r_l)), with r = β log π/π_ref.
 *
 * @param beta β
 */
record ApoDown(double beta) implements PairLoss {
    @Override
    public PairTerm of(PairLogProbs pair) {
        double chosen = beta * pair.chosenLogRatio();
        double margin = beta * pair.delta();
        double pull = beta * Sigmoid.derivative(margin);
        return new PairTerm(Sigmoid.of(chosen) + Sigmoid.of(-margin), beta * Sigmoid.derivative(chosen) - pull, pull);
    }
}
