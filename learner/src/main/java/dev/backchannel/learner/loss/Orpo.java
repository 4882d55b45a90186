package dev.backchannel.learner.loss;

/**
 * The odds-ratio term of ORPO (Hong et al., arXiv 2403.07691, eq. 7): −log σ(log odds(y_w) − log odds(y_l)), on mean
 * log-probabilities per token; odds p = p / (1 − p). Needs no reference; meant to stand beside the SFT term.
 */
record Orpo() implements PairLoss {
    @Override
    public PairTerm of(PairLogProbs pair) {
        double chosen = pair.policyChosen() / pair.chosenTokens();
        double rejected = pair.policyRejected() / pair.rejectedTokens();
        double logit = logOdds(chosen) - logOdds(rejected);
        double dLogit = -Sigmoid.of(-logit);
        return new PairTerm(
                -Sigmoid.log(logit),
                dLogit * dLogOdds(chosen) / pair.chosenTokens(),
                -dLogit * dLogOdds(rejected) / pair.rejectedTokens());
    }

    /** log(p / (1 − p)) of a log-probability below 0. */
    private static double logOdds(double logProb) {
        return logProb - Math.log(-Math.expm1(logProb));
    }

    private static double dLogOdds(double logProb) {
        return -1 / Math.expm1(logProb);
    }
}
