package dev.backchannel.policy.graph;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.backchannel.policy.Completion;
import dev.backchannel.policy.LoraGradients;
import dev.backchannel.policy.LoraTrainer;
import dev.backchannel.policy.LoraWeights;
import dev.backchannel.policy.Matrix;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Trains adapters: the forward graph returns log-probabilities that carry their autograd history; the backward graph asks
 * for the adapter's gradients alone, so nothing accumulates anywhere between passes.
 */
public final class GraphTrainer implements LoraTrainer {
    private final DeviceModel model;
    private PtNDManager loaded;
    private LoraWeights weights;
    private NDList lora;
    private GraphPass open;

    public GraphTrainer(DeviceModel model) {
        this.model = model;
    }

    @Override
    public void load(LoraWeights newWeights) {
        requireNoOpenPass();
        PtNDManager owner = (PtNDManager) model.manager().newSubManager();
        NDList list;
        try {
            list = model.loraList(owner, newWeights, true);
        } catch (RuntimeException e) {
            owner.close();
            throw e;
        }
        unload();
        loaded = owner;
        lora = list;
        weights = newWeights;
    }

    @Override
    public Pass forward(List<Completion> batch) {
        requireNoOpenPass();
        if (weights == null) {
            throw new IllegalStateException("No adapter is loaded: call load first.");
        }
        Completions.check(batch, model.config());
        TokenBatch tokens = TokenBatch.of(batch);
        if (tokens.rated() == 0) {
            throw new IllegalArgumentException("The batch has no completion token to learn from.");
        }
        PtNDManager call = (PtNDManager) model.manager().newSubManager();
        try {
            NDList arguments = tokens.arrays(call);
            arguments.addAll(model.weights());
            arguments.addAll(lora);
            arguments.addAll(model.rope());
            JniUtils.setGradMode(true);
            NDArray logProbs = model.graph().run("log_probs", arguments).singletonOrThrow();
            open = new GraphPass(call, logProbs, batch);
            return open;
        } catch (RuntimeException e) {
            call.close();
            throw e;
        }
    }

    @Override
    public void close() {
        if (open != null) {
            open.close();
        }
        unload();
    }

    private void unload() {
        if (loaded != null) {
            loaded.close();
            loaded = null;
            weights = null;
        }
    }

    private void requireNoOpenPass() {
        if (open != null) {
            throw new IllegalStateException("A pass is still open: close it first.");
        }
    }

    private final class GraphPass implements Pass {
        private final PtNDManager call;
        private final NDArray logProbs;
        private final List<Completion> batch;
        private final float[][] values;
        private boolean done;

        GraphPass(PtNDManager call, NDArray logProbs, List<Completion> batch) {
            this.call = call;
            this.logProbs = logProbs;
            this.batch = List.copyOf(batch);
            this.values = Completions.split(logProbs.toFloatArray(), batch);
        }

        @Override
        public float[][] tokenLogProbs() {
            return values;
        }

        @Override
        public LoraGradients backward(float[][] dLossDLogProb) {
            if (done || open != this) {
                throw new IllegalStateException("A pass propagates back once, before it is closed.");
            }
            float[] slopes = flatten(dLossDLogProb);
            done = true;
            NDList arguments = new NDList(logProbs, call.create(slopes));
            arguments.addAll(lora);
            JniUtils.setGradMode(true);
            NDList gradients = model.graph().run("backward", arguments);
            SortedMap<String, Matrix> host = new TreeMap<>();
            int i = 0;
            for (String name : WeightLayout.loraNames(model.config(), weights.config())) {
                if (!name.isEmpty()) {
                    Matrix shape = weights.matrices().get(name);
                    host.put(
                            name,
                            new Matrix(
                                    shape.rows(),
                                    shape.columns(),
                                    gradients.get(i++).toFloatArray()));
                }
            }
            return new LoraGradients(host);
        }

        private float[] flatten(float[][] slopes) {
            if (slopes.length != batch.size()) {
                throw new IllegalArgumentException(
                        slopes.length + " rows of derivatives for " + batch.size() + " texts.");
            }
            float[] flat = new float
                    [batch.stream().mapToInt(c -> c.completion().length).sum()];
            int n = 0;
            for (int i = 0; i < slopes.length; i++) {
                if (slopes[i].length != values[i].length) {
                    throw new IllegalArgumentException("Row " + i + " has " + slopes[i].length + " derivatives for "
                            + values[i].length + " tokens.");
                }
                System.arraycopy(slopes[i], 0, flat, n, slopes[i].length);
                n += slopes[i].length;
            }
            return flat;
        }

        @Override
        public void close() {
            if (open == this) {
                open = null;
                call.close();
            }
        }
    }
}
