package dev.backchannel.policy.graph;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.backchannel.policy.Completion;
import java.util.List;

/** The forward pass of one part of a batch and what its backward pass needs. */
final class GraphPass implements AutoCloseable {
    private final DeviceModel model;
    private final TrainedLora lora;
    private final PtNDManager call;
    private final NDList tokens;
    private final NDList kept;
    private final float[][] values;
    private final int threads;

    /** @param kept the log-probabilities; when blocks are recomputed, then the last one's output and all their inputs */
    private GraphPass(
            DeviceModel model,
            TrainedLora lora,
            List<Completion> batch,
            PtNDManager call,
            NDList tokens,
            NDList kept,
            int threads) {
        this.model = model;
        this.lora = lora;
        this.call = call;
        this.tokens = tokens;
        this.kept = kept;
        this.values = Completions.split(kept.get(0).toFloatArray(), batch);
        this.threads = threads;
    }

    /** @param threads of one operation */
    static GraphPass run(DeviceModel model, TrainedLora lora, List<Completion> batch, boolean recompute, int threads) {
        PtNDManager call = (PtNDManager) model.manager().newSubManager();
        try {
            NDList tokens = TokenBatch.of(batch).arrays(call);
            NDList arguments = new NDList(tokens);
            arguments.addAll(model.weights());
            arguments.addAll(lora.lora());
            arguments.addAll(model.rope());
            JniUtils.setGradMode(true);
            NDList kept = model.graph().run(threads, recompute ? "log_probs_keeping_inputs" : "log_probs", arguments);
            return new GraphPass(model, lora, batch, call, tokens, kept, threads);
        } catch (RuntimeException e) {
            call.close();
            throw e;
        }
    }

    float[][] tokenLogProbs() {
        return values;
    }

    /** Sums of this part's gradients alone; they go when the pass is closed. */
    NDList backward(float[][] dLossDLogProb) {
        NDList sums = lora.zeros(call);
        backward(dLossDLogProb, sums);
        return sums;
    }

    /** @param sums what is added to */
    void backward(float[][] dLossDLogProb, NDList sums) {
        NDArray slopes = call.create(flatten(dLossDLogProb));
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
        arguments.addAll(sums);
        JniUtils.setGradMode(true);
        model.graph().run(threads, kept.size() == 1 ? "backward" : "backward_recomputing", arguments);
    }

    private float[] flatten(float[][] slopes) {
        int size = 0;
        for (int i = 0; i < slopes.length; i++) {
            if (slopes[i].length != values[i].length) {
                throw new IllegalArgumentException(
                        "A text has " + slopes[i].length + " derivatives for " + values[i].length + " tokens.");
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
        call.close();
    }
}
