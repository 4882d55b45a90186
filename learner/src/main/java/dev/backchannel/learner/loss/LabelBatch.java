package dev.backchannel.learner.loss;

/**
 * What a label loss may see of the whole optimiser batch, before it is split; constants, not differentiated.
 *
 * @param logRatios log π/π_ref of each labelled answer
 * @param mismatchedLogRatios log π/π_ref of answers to other prompts than their own
 * @param shift running mean of rewards before this batch
 */
public record LabelBatch(double[] logRatios, double[] mismatchedLogRatios, RewardShift shift) {}
