package dev.backchannel.learner.loss;

/**
 * Self-play preference optimisation with hard labels (Wu et al., arXiv 2405.00675, eq. 4.1): each side's log-ratio is
 * drawn to ±1/(2β): (a_w − 1/(2β))² + (a_l + 1/(2β))².
 *
 * @param beta β, the paper's 1/η
 */
record SppoHard(double beta) implements PairLoss {
    @Override
    public PairTerm of(PairLogProbs pair) {
        double chosen = pair.chosenLogRatio() - 0.5 / beta;
        double rejected = pair.rejectedLogRatio() + 0.5 / beta;
        return new PairTerm(chosen * chosen + rejected * rejected, 2 * chosen, 2 * rejected);
    }
}
