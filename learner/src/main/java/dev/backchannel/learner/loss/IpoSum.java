package dev.backchannel.learner.loss;

/**
 * IPO on whole answers (Azar et al., arXiv 2310.12036, eq. 17, as printed): (Δ − 1/(2β))².
 *
 * @param beta β, the paper's τ
 */
record IpoSum(double beta) implements PairLoss {
    @Override
    public PairTerm of(PairLogProbs pair) {
        double error = pair.delta() - 1 / (2 * beta);
        return PairTerm.ofDelta(error * error, 2 * error);
    }
}
