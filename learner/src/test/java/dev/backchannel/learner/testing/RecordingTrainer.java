package dev.backchannel.learner.testing;

import dev.backchannel.policy.AdamWConfig;
import dev.backchannel.policy.Completion;
import dev.backchannel.policy.LoraGradients;
import dev.backchannel.policy.LoraTrainer;
import dev.backchannel.policy.LoraWeights;
import dev.backchannel.policy.OptimizerState;
import java.util.List;

/** Keeps the gradients that the last step was taken with. Closing leaves the other trainer open. */
public final class RecordingTrainer implements LoraTrainer {
    private final LoraTrainer trainer;
    private LoraGradients lastOrNull;
    private int passes;

    public RecordingTrainer(LoraTrainer trainer) {
        this.trainer = trainer;
    }

    /** Null before the first step. */
    public LoraGradients lastOrNull() {
        return lastOrNull;
    }

    public int passes() {
        return passes;
    }

    @Override
    public void load(LoraWeights weights, OptimizerState optimizer) {
        trainer.load(weights, optimizer);
    }

    @Override
    public Pass forward(List<Completion> batch) {
        passes++;
        return trainer.forward(batch);
    }

    @Override
    public LoraGradients gradients() {
        return trainer.gradients();
    }

    @Override
    public double step(AdamWConfig config) {
        lastOrNull = trainer.gradients();
        return trainer.step(config);
    }

    @Override
    public LoraWeights weights() {
        return trainer.weights();
    }

    @Override
    public OptimizerState optimizer() {
        return trainer.optimizer();
    }

    @Override
    public void close() {}
}
