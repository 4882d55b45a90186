package dev.backchannel.policy;

import java.util.List;

/**
 * Trains a LoRA adapter on the frozen base: a loss is a function of token log-probabilities made by the caller, who
 * returns its derivative. One thread, one open {@link Pass} at a time.
 */
public interface LoraTrainer extends AutoCloseable {
    /** Puts these weights on the device; later passes use them. */
    void load(LoraWeights weights);

    /** Runs the batch and keeps what the backward pass needs until the pass is closed. */
    Pass forward(List<Completion> batch);

    @Override
    void close();

    /** One forward pass that waits for its loss. */
    interface Pass extends AutoCloseable {
        /** Log-probabilities of the completion tokens, [sequence][completion token], fp32. */
        float[][] tokenLogProbs();

        /**
         * Propagates back, once.
         *
         * @param dLossDLogProb shaped like {@link #tokenLogProbs()}
         */
        LoraGradients backward(float[][] dLossDLogProb);

        @Override
        void close();
    }
}
