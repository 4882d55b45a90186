package dev.backchannel.policy.graph;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.backchannel.policy.Completion;
import dev.backchannel.policy.LoraTrainer;
import java.util.List;

/** One forward pass and what its backward pass needs. */
final class GraphPass implements LoraTrainer.Pass {
    private final DeviceModel model;
    private final TrainedLora lora;
    private final PtNDManager call;
    private final NDList tokens;
    private final NDList kept;
    private final float[][] values;
    private final Runnable closed;
    private boolean done;

    /** @param kept the log-probabilities; when blocks are recomputed, then the last one's output and all their inputs */
    private GraphPass(
            DeviceModel model,
            TrainedLora lora,
            List<Completion> batch,
            PtNDManager call,
            NDList tokens,
            NDList kept,
            Runnable closed) {
        this.model = model;
        this.lora = lora;
        this.call = call;
        this.tokens = tokens;
        this.kept = kept;
        this.values = Completions.split(kept.get(0).toFloatArray(), batch);
        this.closed = closed;
    }

    /** @param closed is told when the pass is closed */
    static GraphPass run(
            DeviceModel model,
            TrainedLora lora,
            List<Completion> batch,
            TokenBatch rows,
            boolean recompute,
            Runnable closed) {
        PtNDManager call = (PtNDManager) model.manager().newSubManager();
        try {
            NDList tokens = rows.arrays(call);
            NDList arguments = new NDList(tokens);
            arguments.addAll(model.weights());
            arguments.addAll(lora.lora());
            arguments.addAll(model.rope());
            JniUtils.setGradMode(true);
            NDList kept = model.graph().run(recompute ? "log_probs_keeping_inputs" : "log_probs", arguments);
            return new GraphPass(model, lora, batch, call, tokens, kept, closed);
        } catch (RuntimeException e) {
            call.close();
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
        NDArray slopes = call.create(flatten(dLossDLogProb));
        done = true;
        NDList arguments = new NDList(kept.get(0), slopes);
        if (kept.size() == 1) {
            arguments.addAll(lora.lora());
        } else {
            arguments.addAll(new NDList(kept.get(1), tokens.get(0), tokens.get(1)));
            arguments.addAll(model.weights());
            arguments.addAll(lora.lora());
            arguments.addAll(model.rope());
            arguments.addAll(Graph.named("inputs[]", kept.subNDList(2)));
        }
        arguments.addAll(lora.sums());
        JniUtils.setGradMode(true);
        model.graph().run(kept.size() == 1 ? "backward" : "backward_recomputing", arguments);
    }

    private float[] flatten(float[][] slopes) {
        if (slopes.length != values.length) {
            throw new IllegalArgumentException(slopes.length + " rows of derivatives for " + values.length + " texts.");
        }
        int size = 0;
        for (int i = 0; i < slopes.length; i++) {
            if (slopes[i].length != values[i].length) {
                throw new IllegalArgumentException(
                        "Row " + i + " has " + slopes[i].length + " derivatives for " + values[i].length + " tokens.");
            }
            size += slopes[i].length;
        }
        float[] flat = new float[size];
        int n = 0;
        for (float[] row : slopes) {
            System.arraycopy(row, 0, flat, n, row.length);
            n += row.length;
        }
        return flat;
    }

    @Override
    public void close() {
        done = true;
        if (call.isOpen()) {
            call.close();
            closed.run();
        }
    }
}
