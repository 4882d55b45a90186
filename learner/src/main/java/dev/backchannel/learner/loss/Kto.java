package dev.backchannel.learner.loss;

/**
 * Kahneman-Tversky optimisation (Ethayarajh et al., arXiv 2402.01306, eq. 8): λ_D (1 − σ(β(a − z0))) for a liked answer,
 * λ_U (1 − σ(β(z0 − a))) for a disliked one; a = log π/π_ref. The anchor z0 estimates KL(π ‖ π_ref) by the mean
 * log-ratio of answers put under other prompts; it takes no gradient and is never below 0.
 *
 * @param beta β
 * @param desirableWeight λ_D
 * @param undesirableWeight λ_U
 */
record Kto(double beta, double desirableWeight, double undesirableWeight) implements LabelLoss {
    /** With fewer, z0 is noise. */
    private static final int LEAST_PARTNERS = 4;

    @Override
    public double anchor(LabelBatch batch) {
        double sum = 0;
        for (double logRatio : batch.mismatchedLogRatios()) {
            sum += logRatio;
        }
        int partners = batch.mismatchedLogRatios().length;
        return partners == 0 ? 0 : Math.max(0, sum / partners);
    }

    @Override
    public LabelTerm of(double logRatio, boolean desirable, double anchor) {
        double gain = beta * (desirable ? logRatio - anchor : anchor - logRatio);
        double weight = desirable ? desirableWeight : undesirableWeight;
        double slope = weight * beta * Sigmoid.derivative(gain);
        return new LabelTerm(weight * Sigmoid.of(-gain), desirable ? -slope : slope);
    }

    @Override
    public int leastPartners() {
        return LEAST_PARTNERS;
    }
}
