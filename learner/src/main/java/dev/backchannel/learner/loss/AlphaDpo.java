package dev.backchannel.learner.loss;

/**
 * f-DPO with an α-divergence (Wang et al., arXiv 2309.16240, table 1): −log σ(β [f′(u_w) − f′(u_l)]) with
 * f′(u) = (1 − u^−α) / α and u = π/π_ref. α = 1 is the forward KL, α → 0 plain DPO (reverse KL).
 *
 * @param beta β
 * @param alpha α, above 0
 */
record AlphaDpo(double beta, double alpha) implements PairLoss {
    /** Keeps e^x, times any weight, finite in the single precision that slopes are handed on in: e^60 is 1e26. */
    private static final double LARGEST_EXPONENT = 60;

    @Override
    public PairTerm of(PairLogProbs pair) {
        double chosen = power(pair.chosenLogRatio());
        double rejected = power(pair.rejectedLogRatio());
        double logit = beta * (rejected - chosen) / alpha;
        double dLogit = -Sigmoid.of(-logit);
        return new PairTerm(-Sigmoid.log(logit), beta * dLogit * chosen, -beta * dLogit * rejected);
    }

    /** u^−α of a log-ratio log u; d/d log u is −α times itself. */
    private double power(double logRatio) {
        return Math.exp(Math.min(LARGEST_EXPONENT, -alpha * logRatio));
    }
}
