package dev.backchannel.policy.graph;

import dev.backchannel.policy.AdamWConfig;
import dev.backchannel.policy.Completion;
import dev.backchannel.policy.LoraGradients;
import dev.backchannel.policy.LoraTrainer;
import dev.backchannel.policy.LoraWeights;
import dev.backchannel.policy.OptimizerState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Trains adapters: the forward graph returns log-probabilities that carry their autograd history; the backward graph asks
 * for the adapter's gradients alone and adds them to sums of its own, so nothing else accumulates anywhere.
 */
public final class GraphTrainer implements LoraTrainer {
    private final DeviceModel model;
    private final boolean recompute;
    private @Nullable TrainedLora loaded;
    private @Nullable ShardedPass open;

    /** @param recompute of each block only the input is kept until the backward pass, which runs the block again */
    public GraphTrainer(DeviceModel model, boolean recompute) {
        this.model = model;
        this.recompute = recompute;
    }

    @Override
    public void load(LoraWeights weights, OptimizerState optimizer) {
        requireNoOpenPass();
        if (loaded != null && loaded.holds(weights, optimizer)) {
            return;
        }
        TrainedLora next = new TrainedLora(model, weights, optimizer);
        unload();
        loaded = next;
    }

    @Override
    public Pass forward(List<Completion> batch) {
        requireNoOpenPass();
        TrainedLora lora = loaded();
        Completions.check(batch, model.config());
        if (batch.stream().allMatch(c -> c.completion().length == 0)) {
            throw new IllegalArgumentException("The batch has no completion token to learn from.");
        }
        ShardedPass pass = ShardedPass.run(model, lora, batch, recompute, () -> open = null);
        open = pass;
        return pass;
    }

    @Override
    public LoraGradients gradients() {
        return loaded().gradients();
    }

    @Override
    public double step(AdamWConfig config) {
        requireNoOpenPass();
        return loaded().step(config);
    }

    @Override
    public LoraWeights weights() {
        return loaded().weights();
    }

    @Override
    public OptimizerState optimizer() {
        return loaded().optimizer();
    }

    @Override
    public void close() {
        if (open != null) {
            open.close();
        }
        unload();
    }

    private TrainedLora loaded() {
        if (loaded == null) {
            throw new IllegalStateException("No adapter is loaded: call load first.");
        }
        return loaded;
    }

    private void unload() {
        if (loaded != null) {
            loaded.close();
            loaded = null;
        }
    }

    private void requireNoOpenPass() {
        if (open != null) {
            throw new IllegalStateException("A pass is still open: close it first.");
        }
    }
}
