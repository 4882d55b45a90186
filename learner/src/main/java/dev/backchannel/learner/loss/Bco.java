package dev.backchannel.learner.loss;

/**
 * Binary classifier optimisation (Jung et al., arXiv 2404.04656, eq. 12): −λ_D log σ(r − δ) for a liked answer,
 * −λ_U log σ(−(r − δ)) for a disliked one; r = β log π/π_ref, and the shift δ is the running mean of rewards, this batch
 * included, without gradient. Works at any batch size.
 *
 * @param beta β
 * @param desirableWeight λ_D
 * @param undesirableWeight λ_U
 * @param decay how much of the shift a batch leaves of the ones before; 1 for the cumulative mean
 */
record Bco(double beta, double desirableWeight, double undesirableWeight, double decay) implements LabelLoss {
    @Override
    public double anchor(LabelBatch batch) {
        return batch.shift().after(batch.logRatios(), beta, decay).mean();
    }

    @Override
    public LabelTerm of(double logRatio, boolean desirable, double anchor) {
        double reward = beta * logRatio - anchor;
        return desirable
                ? new LabelTerm(-desirableWeight * Sigmoid.log(reward), -desirableWeight * beta * Sigmoid.of(-reward))
                : new LabelTerm(
                        -undesirableWeight * Sigmoid.log(-reward), undesirableWeight * beta * Sigmoid.of(reward));
    }

    @Override
    public boolean usesBatch() {
        return true;
    }
}
