package dev.backchannel.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.backchannel.policy.format.ConfigReader;
import dev.backchannel.policy.format.WeightFiles;
import dev.backchannel.policy.graph.EngineRuntime;
import dev.backchannel.policy.graph.Graph;
import dev.backchannel.policy.graph.RopeTable;
import dev.backchannel.policy.graph.TokenBatch;
import dev.backchannel.policy.graph.WeightCheck;
import dev.backchannel.policy.graph.WeightLayout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Trains all weights of a fresh model from random initialisation, in fp32, for {@code pretrain}. One thread. */
public final class FullTrainer implements AutoCloseable {
    private final ModelConfig config;
    private final PtNDManager manager;
    private final Graph graph;
    private final NDList weights = new NDList();
    private final NDList lora;
    private final NDList rope;
    private final Map<String, NDArray> leaves = new LinkedHashMap<>();
    private final NDList state = new NDList();

    private FullTrainer(ModelConfig config, AdamWConfig adamW, EngineOptions options, Map<String, float[]> initial) {
        this.config = config;
        this.manager = EngineRuntime.newManager(options);
        this.graph = new Graph(manager, config, adamW, options.threads());
        this.rope = RopeTable.create(manager, config, config.contextLength());
        this.lora = Graph.named("lora[]", new NDList(manager.create(1f)));
        for (WeightLayout.Slot slot : WeightLayout.slots(config)) {
            weights.add(
                    slot.present()
                            ? leaves.computeIfAbsent(
                                    slot.name(),
                                    n -> leaf(
                                            slot,
                                            Objects.requireNonNull(initial.get(n), () -> "there is no weight " + n)))
                            : none());
        }
        Graph.named("w[]", weights);
        List<NDArray> ordered = leaves.values().stream()
                .sorted(Comparator.comparingInt(a -> -a.getShape().dimension())) // stable: matrices, then vectors
                .toList();
        for (String moment : new String[] {"first[]", "second[]"}) {
            NDList zeros = new NDList();
            ordered.forEach(leaf -> zeros.add(manager.zeros(leaf.getShape())));
            state.addAll(Graph.named(moment, zeros));
        }
        NDList steps = new NDList();
        ordered.forEach(leaf -> steps.add(manager.create(0f)));
        state.addAll(Graph.named("steps[]", steps));
    }

    private NDArray leaf(WeightLayout.Slot slot, float[] initial) {
        NDArray leaf = manager.create(initial, new Shape(slot.shape()));
        leaf.setRequiresGradient(true);
        return leaf;
    }

    private NDArray none() {
        return manager.create(new float[0], new Shape(0));
    }

    /**
     * A fresh model: linears and embedding normal with σ = 0.02 (residual outputs σ/√(2·layers)), norms 1, biases 0.
     *
     * @param adamW constants; weight decay reaches only matrices, and each step brings its own learning rate
     */
    public static FullTrainer initialise(ModelConfig config, AdamWConfig adamW, EngineOptions options, long seed) {
        if (options.precision() != Precision.FP32) {
            throw new IllegalArgumentException("A model is trained from scratch in FP32, not " + options.precision());
        }
        return new FullTrainer(config, adamW, options, InitialWeights.draw(config, seed));
    }

    /**
     * Goes on with the weights that {@link #save} wrote to the folder, with a fresh optimiser.
     *
     * @throws ModelFormatException if the folder is not complete
     */
    public static FullTrainer resume(Path folder, AdamWConfig adamW, EngineOptions options) throws IOException {
        ModelConfig config = ConfigReader.read(folder);
        WeightFiles files = WeightFiles.open(folder);
        WeightCheck.check(config, files);
        Map<String, float[]> saved = new LinkedHashMap<>();
        for (WeightLayout.Slot slot : WeightLayout.slots(config)) {
            if (slot.present() && !saved.containsKey(slot.name())) {
                saved.put(slot.name(), files.holding(slot.name()).floats(slot.name()));
            }
        }
        return new FullTrainer(config, adamW, options, saved);
    }

    public ModelConfig config() {
        return config;
    }

    /**
     * One optimiser step on the mean negative log-likelihood of the tokens that count.
     *
     * @param batch token ids, [sequence][position]; may differ in length
     * @param counts [sequence][position]: whether the token at this position is predicted in the loss (position 0 never)
     * @return mean loss in nats per token, before the step
     */
    public double step(List<int[]> batch, List<boolean[]> counts, double learningRate) {
        try (NDManager call = manager.newSubManager()) {
            NDList arguments = inputs(batch, counts, call);
            arguments.add(call.create((float) learningRate));
            addModel(arguments);
            arguments.addAll(state);
            JniUtils.setGradMode(true);
            return graph.run("train_step", arguments).singletonOrThrow().getFloat();
        }
    }

    /** Mean loss in nats per token, without training. */
    public double loss(List<int[]> batch, List<boolean[]> counts) {
        try (NDManager call = manager.newSubManager()) {
            NDList arguments = inputs(batch, counts, call);
            addModel(arguments);
            JniUtils.setGradMode(false);
            return graph.run("loss", arguments).singletonOrThrow().getFloat();
        }
    }

    /** All weights by their names in the file, as they are now. */
    public Map<String, float[]> weights() {
        Map<String, float[]> host = new LinkedHashMap<>();
        leaves.forEach((name, leaf) -> host.put(name, leaf.toFloatArray()));
        return host;
    }

    /**
     * Writes {@code config.json}, {@code generation_config.json} and {@code model.safetensors} into the folder; the
     * tokenizer and the chat template are the caller's.
     *
     * @param bosOrMinus1 beginning-of-text id, or −1 for none
     */
    public void save(Path folder, Precision precision, int bosOrMinus1, int eosTokenId) {
        try {
            ModelWriter.write(folder, config, weights(), precision, bosOrMinus1, eosTokenId);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the model to " + folder, e);
        }
    }

    private NDList inputs(List<int[]> batch, List<boolean[]> counts, NDManager call) {
        TokenBatch tokens = TokenBatch.of(batch, counts);
        if (tokens.rated() == 0) {
            throw new IllegalArgumentException("No token of the batch counts.");
        }
        if (tokens.width() > config.contextLength()) {
            throw new IllegalArgumentException("A sequence of " + (tokens.width() + 1)
                    + " tokens exceeds the context length of " + config.contextLength() + ".");
        }
        return tokens.arrays(call);
    }

    private void addModel(NDList arguments) {
        arguments.addAll(weights);
        arguments.addAll(lora);
        arguments.addAll(rope);
    }

    @Override
    public void close() {
        graph.close();
        manager.close();
    }
}
