package dev.backchannel.learner.loss;

/**
 * Anchored preference optimisation, zero, on single answers (D'Oosterlinck et al., arXiv 2408.06266, section 5: KTO with
 * its anchor at 0): λ_D (1 − σ(βa)) for a liked answer, λ_U σ(βa) for a disliked one; a = log π/π_ref.
 *
 * @param beta β
 * @param desirableWeight λ_D
 * @param undesirableWeight λ_U
 */
record ApoZeroUnpaired(double beta, double desirableWeight, double undesirableWeight) implements LabelLoss {
    @Override
    public double anchor(LabelBatch batch) {
        return 0;
    }

    @Override
    public LabelTerm of(double logRatio, boolean desirable, double anchor) {
        double reward = beta * logRatio;
        double weight = desirable ? desirableWeight : undesirableWeight;
        double slope = weight * beta * Sigmoid.derivative(reward);
        return desirable
                ? new LabelTerm(weight * Sigmoid.of(-reward), -slope)
                : new LabelTerm(weight * Sigmoid.of(reward), slope);
    }
}
