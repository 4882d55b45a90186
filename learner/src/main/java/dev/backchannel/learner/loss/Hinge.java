package dev.backchannel.learner.loss;

/**
 * The hinge of SLiC (Zhao et al., arXiv 2305.10425) on DPO's margin, as in RSO (Liu et al., arXiv 2309.06657):
 * max(0, 1 − βΔ).
 *
 * @param beta β, one over the margin wanted
 */
record Hinge(double beta) implements PairLoss {
    @Override
    public PairTerm of(PairLogProbs pair) {
        double slack = 1 - beta * pair.delta();
        return slack > 0 ? PairTerm.ofDelta(slack, -beta) : PairTerm.ofDelta(0, 0);
    }
}
