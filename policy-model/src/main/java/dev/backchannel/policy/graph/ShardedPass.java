package dev.backchannel.policy.graph;

import ai.djl.ndarray.NDList;
import dev.backchannel.policy.Completion;
import dev.backchannel.policy.LoraTrainer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** A forward pass whose parts run side by side, and whose gradients are added up in the order of the parts. */
final class ShardedPass implements LoraTrainer.Pass {
    private final DeviceModel model;
    private final TrainedLora lora;
    private final List<GraphPass> parts;
    private final float[][] values;
    private final Runnable closed;
    private boolean done;
    private boolean open = true;

    private ShardedPass(DeviceModel model, TrainedLora lora, List<GraphPass> parts, Runnable closed) {
        this.model = model;
        this.lora = lora;
        this.parts = parts;
        this.values =
                parts.stream().flatMap(p -> Arrays.stream(p.tokenLogProbs())).toArray(float[][]::new);
        this.closed = closed;
    }

    /** @param closed is told when the pass is closed */
    static ShardedPass run(
            DeviceModel model, TrainedLora lora, List<Completion> batch, boolean recompute, Runnable closed) {
        List<List<Completion>> shards = model.shards(batch);
        int threads = model.threadsFor(shards);
        GraphPass[] passes = new GraphPass[shards.size()];
        List<Supplier<GraphPass>> work = new ArrayList<>();
        for (int i = 0; i < passes.length; i++) {
            int part = i;
            work.add(() -> passes[part] = GraphPass.run(model, lora, shards.get(part), recompute, threads));
        }
        try {
            return new ShardedPass(model, lora, model.workers().all(work), closed);
        } catch (RuntimeException | Error e) {
            Arrays.stream(passes).filter(p -> p != null).forEach(GraphPass::close);
            throw e;
        }
    }

    @Override
    public float[][] tokenLogProbs() {
        return values;
    }

    @Override
    public void backward(float[][] dLossDLogProb) {
        if (done) {
            throw new IllegalStateException("A pass propagates back once, before it is closed.");
        }
        if (dLossDLogProb.length != values.length) {
            throw new IllegalArgumentException(
                    dLossDLogProb.length + " rows of derivatives for " + values.length + " texts.");
        }
        done = true;
        if (parts.size() == 1) {
            parts.get(0).backward(dLossDLogProb, lora.sums());
            return;
        }
        List<float[][]> slopes = new ArrayList<>();
        int row = 0;
        for (GraphPass part : parts) {
            int rows = part.tokenLogProbs().length;
            slopes.add(Arrays.copyOfRange(dLossDLogProb, row, row + rows));
            row += rows;
        }
        List<Supplier<NDList>> work = IntStream.range(0, parts.size())
                .<Supplier<NDList>>mapToObj(i -> () -> parts.get(i).backward(slopes.get(i)))
                .toList();
        model.workers().all(work).forEach(lora::add);
    }

    @Override
    public void close() {
        done = true;
        if (open) {
            open = false;
            parts.forEach(GraphPass::close);
            closed.run();
        }
    }
}
