package dev.backchannel.learner.loss;

/**
 * Binary classifier optimisation on pairs (Jung et al., arXiv 2404.04656, eq. 9) with the shift δ at 0:
 * −log σ(r_w) − log σ(−r_l), with r = β log π/π_ref.
 *
 * @param beta β
 */
record BcoPair(double beta) implements PairLoss {
    @Override
    public PairTerm of(PairLogProbs pair) {
        double chosen = beta * pair.chosenLogRatio();
        double rejected = beta * pair.rejectedLogRatio();
        return new PairTerm(
                -Sigmoid.log(chosen) - Sigmoid.log(-rejected),
                -beta * Sigmoid.of(-chosen),
                beta * Sigmoid.of(rejected));
    }
}
