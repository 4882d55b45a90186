package dev.backchannel.learner.loss;

/** A loss on single answers that were liked or not. Pure. */
public interface LabelLoss {
    /** The point from which rewards are measured, of the whole optimiser batch, without gradient. */
    double anchor(LabelBatch batch);

    /**
     * The loss of one answer.
     *
     * @param logRatio log π/π_ref of the answer, summed over its tokens
     * @param anchor what {@link #anchor} gave for the batch
     */
    LabelTerm of(double logRatio, boolean desirable, double anchor);

    /** Whether the anchor needs mismatched answers, and how few of them mean nothing. */
    default int leastPartners() {
        return 0;
    }

    /** Whether the anchor depends on the batch's own log-ratios. */
    default boolean usesBatch() {
        return false;
    }

    /** The scale β of rewards, for the moving shift and for metrics. */
    double beta();
}
