package dev.backchannel.learner.loss;

/**
 * Length-normalised DPO (Tülu 3, arXiv 2411.15124, eq. 6): DPO on log-ratios per token, so that length earns nothing.
 *
 * @param beta β; a per-token margin is small, so larger values than DPO's are usual
 */
record LengthNormalizedDpo(double beta) implements PairLoss {
    @Override
    public PairTerm of(PairLogProbs pair) {
        double delta = pair.chosenLogRatio() / pair.chosenTokens() - pair.rejectedLogRatio() / pair.rejectedTokens();
        double logit = beta * delta;
        double dLogit = -Sigmoid.of(-logit);
        return new PairTerm(
                -Sigmoid.log(logit), beta * dLogit / pair.chosenTokens(), -beta * dLogit / pair.rejectedTokens());
    }
}
