package dev.backchannel.learner.loss;

/**
 * A running mean of rewards β·log π/π_ref over batches: Σ and n fade by {@code decay} with each batch; a decay of 1 is
 * the cumulative mean of everything seen. Immutable; part of a checkpoint's state.
 *
 * @param sum faded sum of rewards
 * @param count faded number of rewards
 */
public record RewardShift(double sum, double count) {
    public static final RewardShift NONE = new RewardShift(0, 0);

    /** The mean with this batch in it. */
    public RewardShift after(double[] logRatios, double beta, double decay) {
        double batch = 0;
        for (double logRatio : logRatios) {
            batch += beta * logRatio;
        }
        return new RewardShift(decay * sum + batch, decay * count + logRatios.length);
    }

    public double mean() {
        return count == 0 ? 0 : sum / count;
    }
}
