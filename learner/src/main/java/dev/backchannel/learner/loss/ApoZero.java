package dev.backchannel.learner.loss;

/**
 * Anchored preference optimisation, zero (D'Oosterlinck et al., arXiv 2408.06266, eq. 4), for chosen answers that are
 * better than the model's own: (1 − σ(r_w)) + σ(r_l), with r = β log π/π_ref.
 *
 * @param beta β
 */
record ApoZero(double beta) implements PairLoss {
    @Override
    public PairTerm of(PairLogProbs pair) {
        double chosen = beta * pair.chosenLogRatio();
        double rejected = beta * pair.rejectedLogRatio();
        return new PairTerm(
                Sigmoid.of(-chosen) + Sigmoid.of(rejected),
                -beta * Sigmoid.derivative(chosen),
                beta * Sigmoid.derivative(rejected));
    }
}
