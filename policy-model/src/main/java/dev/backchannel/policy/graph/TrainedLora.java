package dev.backchannel.policy.graph;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.backchannel.policy.AdamWConfig;
import dev.backchannel.policy.LoraGradients;
import dev.backchannel.policy.LoraWeights;
import dev.backchannel.policy.Matrix;
import dev.backchannel.policy.OptimizerState;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** An adapter in training, on the device: its matrices, the sums of their gradients, and AdamW's moments, all fp32. */
final class TrainedLora implements AutoCloseable {
    private final DeviceModel model;
    private final PtNDManager manager;
    private final List<String> names;
    private final NDList lora;
    private final NDList sums;
    private final NDList first;
    private final NDList second;
    private LoraWeights weights;
    private OptimizerState optimizer;
    private long steps;
    /** Whether the host's copies are what the device holds. */
    private boolean current = true;
    /** Whether the sums may be other than zero. */
    private boolean summed;

    TrainedLora(DeviceModel model, LoraWeights weights, OptimizerState optimizer) {
        this.model = model;
        this.weights = weights;
        this.optimizer = optimizer;
        this.steps = optimizer.step();
        this.names = WeightLayout.loraNames(model.config(), weights.config()).stream()
                .filter(name -> !name.isEmpty())
                .toList();
        this.manager = (PtNDManager) model.manager().newSubManager();
        try {
            this.lora = model.loraList(manager, weights, true);
            this.first = moments("first[]", optimizer.first());
            this.second = moments("second[]", optimizer.second());
            this.sums = zeros(manager);
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    private NDList moments(String list, SortedMap<String, Matrix> host) {
        NDList moments = new NDList();
        for (String name : names) {
            Matrix weight = weights.matrices().get(name);
            Matrix moment = host.get(name);
            if (weight == null || moment == null || !moment.sameShape(weight)) {
                throw new IllegalArgumentException(
                        name + " is " + weight + ", but the optimiser's moment is " + moment + ": of another adapter?");
            }
            moments.add(manager.create(moment.values(), new Shape(moment.rows(), moment.columns())));
        }
        return Graph.named(list, moments);
    }

    /** Whether exactly these are on the device, with no gradient yet. */
    @SuppressWarnings("ReferenceEquality") // to compare millions of numbers would cost more than to copy them
    boolean holds(LoraWeights otherWeights, OptimizerState otherOptimizer) {
        return current && !summed && weights == otherWeights && optimizer == otherOptimizer;
    }

    NDList lora() {
        return lora;
    }

    /** The sums, to be added to. */
    NDList sums() {
        summed = true;
        return sums;
    }

    /** Sums of somebody else's, to begin with. */
    NDList zeros(PtNDManager owner) {
        NDList zeros = new NDList();
        first.forEach(m -> zeros.add(owner.zeros(m.getShape())));
        return Graph.named("sums[]", zeros);
    }

    /** Adds another's sums to the sums. */
    void add(NDList others) {
        NDList arguments = Graph.named("others[]", others);
        arguments.addAll(sums());
        model.graph().run(1, "add", arguments);
    }

    LoraGradients gradients() {
        return new LoraGradients(host(sums));
    }

    double step(AdamWConfig c) {
        current = false;
        steps++;
        double[] constants = {
            c.learningRate(), c.beta1(), c.beta2(), c.epsilon(), c.weightDecay(), c.maxGradientNorm(), steps
        };
        try (NDArray array = manager.create(constants)) {
            NDList arguments = new NDList(array);
            arguments.addAll(lora);
            arguments.addAll(first);
            arguments.addAll(second);
            arguments.addAll(sums);
            JniUtils.setGradMode(true);
            // On one thread: how a norm's sum is cut among threads would show in its last bits.
            try (NDArray norm = model.graph().run(1, "adapter_step", arguments).singletonOrThrow()) {
                summed = false;
                return norm.getDouble();
            }
        }
    }

    LoraWeights weights() {
        read();
        return weights;
    }

    OptimizerState optimizer() {
        read();
        return optimizer;
    }

    private void read() {
        if (!current) {
            NDList matrices = new NDList();
            lora.subList(0, lora.size() - 1).stream().filter(a -> a.size() > 0).forEach(matrices::add);
            LoraWeights read = new LoraWeights(weights.config(), host(matrices));
            optimizer = new OptimizerState(steps, host(first), host(second));
            weights = read;
            current = true;
        }
    }

    private SortedMap<String, Matrix> host(NDList arrays) {
        SortedMap<String, Matrix> host = new TreeMap<>();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            Matrix shape = Objects.requireNonNull(weights.matrices().get(name), () -> "there is no " + name);
            host.put(
                    name,
                    new Matrix(shape.rows(), shape.columns(), arrays.get(i).toFloatArray()));
        }
        return host;
    }

    @Override
    public void close() {
        manager.close();
    }
}
