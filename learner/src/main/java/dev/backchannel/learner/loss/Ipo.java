package dev.backchannel.learner.loss;

/**
 * Identity preference optimisation (Azar et al., arXiv 2310.12036, eq. 17): (Δ̄ − 1/(2β))², where Δ̄ is made of
 * log-ratios per token, as its authors recommend.
 *
 * @param beta β, the paper's τ
 */
record Ipo(double beta) implements PairLoss {
    @Override
    public PairTerm of(PairLogProbs pair) {
        double delta = pair.chosenLogRatio() / pair.chosenTokens() - pair.rejectedLogRatio() / pair.rejectedTokens();
        double error = delta - 1 / (2 * beta);
        return new PairTerm(error * error, 2 * error / pair.chosenTokens(), -2 * error / pair.rejectedTokens());
    }
}
