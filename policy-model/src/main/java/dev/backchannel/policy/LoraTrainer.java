package dev.backchannel.policy;

import java.util.List;

/**
 * Trains a LoRA adapter on the frozen base: a loss is a function of token log-probabilities made by the caller, who
 * returns its derivative. The adapter, its gradients and the optimiser's memory stay on the device. One thread, one open
 * {@link Pass} at a time.
 */
public interface LoraTrainer extends AutoCloseable {
    /**
     * Puts an adapter and its optimiser's memory on the device, with no gradient yet. What {@link #weights()} and
     * {@link #optimizer()} returned after the last step is there already and is not copied again.
     *
     * @throws IllegalArgumentException if the shapes are not this base's, or the optimiser's memory is of another adapter
     */
    void load(LoraWeights weights, OptimizerState optimizer);

    /** The same with an optimiser that has not taken a step. */
    default void load(LoraWeights weights) {
        load(weights, OptimizerState.initial(weights));
    }

    /** Runs the batch and keeps what the backward pass needs until the pass is closed. */
    Pass forward(List<Completion> batch);

    /** The sum of the gradients of all passes since the adapter was loaded or a step was taken, on the host. */
    LoraGradients gradients();

    /**
     * One AdamW step (Loshchilov and Hutter, arXiv 1711.05101, algorithm 2) with the sum of the gradients, which is zero
     * afterwards. The same on any number of threads.
     *
     * @return the sum's global norm before it was cut to {@link AdamWConfig#maxGradientNorm()}
     */
    double step(AdamWConfig config);

    /** The adapter as it is now, copied to the host. */
    LoraWeights weights();

    /** The optimiser's memory as it is now, copied to the host. */
    OptimizerState optimizer();

    @Override
    void close();

    /** One forward pass that waits for its loss. */
    interface Pass extends AutoCloseable {
        /** Log-probabilities of the completion tokens, [sequence][completion token], fp32. */
        float[][] tokenLogProbs();

        /**
         * Propagates back, once, and adds to {@link LoraTrainer#gradients()}.
         *
         * @param dLossDLogProb shaped like {@link #tokenLogProbs()}
         */
        void backward(float[][] dLossDLogProb);

        @Override
        void close();
    }
}
