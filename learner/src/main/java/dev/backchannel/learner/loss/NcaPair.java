package dev.backchannel.learner.loss;

/**
 * Noise-contrastive alignment (Chen et al., arXiv 2402.05369, eq. 13 for pairs), which holds the chosen likelihood up:
 * −log σ(r_w) − ½ log σ(−r_w) − ½ log σ(−r_l), with r = β log π/π_ref.
 *
 * @param beta β
 */
record NcaPair(double beta) implements PairLoss {
    @Override
    public PairTerm of(PairLogProbs pair) {
        double chosen = beta * pair.chosenLogRatio();
        double rejected = beta * pair.rejectedLogRatio();
        double value = -Sigmoid.log(chosen) - 0.5 * Sigmoid.log(-chosen) - 0.5 * Sigmoid.log(-rejected);
        double dChosen = -Sigmoid.of(-chosen) + 0.5 * Sigmoid.of(chosen);
        return new PairTerm(value, beta * dChosen, beta * 0.5 * Sigmoid.of(rejected));
    }
}
