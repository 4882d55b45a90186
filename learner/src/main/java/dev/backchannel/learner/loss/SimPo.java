package dev.backchannel.learner.loss;

/**
 * SimPO (Meng et al., arXiv 2405.14734, eq. 6): −log σ(β/|y_w| log π(y_w) − β/|y_l| log π(y_l) − γ). Needs no reference.
 *
 * @param beta β, about 2.5 here
 * @param margin γ, the target margin
 */
record SimPo(double beta, double margin) implements PairLoss {
    @Override
    public PairTerm of(PairLogProbs pair) {
        double chosen = pair.policyChosen() / pair.chosenTokens();
        double rejected = pair.policyRejected() / pair.rejectedTokens();
        double logit = beta * (chosen - rejected) - margin;
        double dLogit = -Sigmoid.of(-logit);
        return new PairTerm(
                -Sigmoid.log(logit), beta * dLogit / pair.chosenTokens(), -beta * dLogit / pair.rejectedTokens());
    }
}
