package dev.backchannel.policy.graph;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.backchannel.policy.AdamWConfig;
import dev.backchannel.policy.Completion;
import dev.backchannel.policy.EngineOptions;
import dev.backchannel.policy.LoraWeights;
import dev.backchannel.policy.Matrix;
import dev.backchannel.policy.ModelConfig;
import dev.backchannel.policy.Precision;
import dev.backchannel.policy.format.WeightFiles;
import dev.backchannel.policy.safetensors.SafetensorsFile;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A base on its device: the compiled graph, its weights and the rotary tables, ready as arguments. */
public final class DeviceModel implements AutoCloseable {
    private final ModelConfig config;
    private final EngineOptions options;
    private final PtNDManager manager;
    private final Graph graph;
    private final NDList weights;
    private final Set<SafetensorsFile> mapped;
    private final NDList rope;
    private final IValue weightsArgument;
    private final IValue ropeArgument;
    private final ShardWorkers workers;

    private DeviceModel(ModelConfig config, EngineOptions options, PtNDManager manager, WeightFiles files)
            throws IOException {
        this.config = config;
        this.options = options;
        this.manager = manager;
        this.graph = new Graph(manager, config, AdamWConfig.of(0), options.threads());
        try (MappedFiles maps = new MappedFiles(graph, manager, options)) {
            this.weights = new WeightLoader(graph, manager, options.precision(), maps).load(config, files);
            this.mapped = options.onGpu() ? Set.of() : maps.files();
        }
        this.rope = RopeTable.create(manager, config, cachePositions(config.contextLength()));
        this.weightsArgument = Graph.list(weights);
        this.ropeArgument = Graph.list(rope);
        this.workers = new ShardWorkers(options.threads());
    }

    public static DeviceModel load(ModelConfig config, EngineOptions options, WeightFiles files) throws IOException {
        PtNDManager manager = EngineRuntime.newManager(options);
        try {
            return new DeviceModel(config, options, manager, files);
        } catch (IOException | RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    /** @throws IllegalStateException naming a weight file that was written over while it is mapped */
    public void requireUnwritten() {
        for (SafetensorsFile file : mapped) {
            if (file.writtenTo()) {
                throw new IllegalStateException(
                        file.path() + " was written over while it is mapped, so the base is no longer"
                                + " what its digest says. Restart on a whole model folder; replace files by renaming, or set"
                                + " map-weights=false to hold them in memory.");
            }
        }
    }

    /** Room for so many positions and one spare, in whole blocks of 64. */
    static int cachePositions(int positions) {
        return (positions + 1 + 63) / 64 * 64;
    }

    public ModelConfig config() {
        return config;
    }

    Precision precision() {
        return options.precision();
    }

    Graph graph() {
        return graph;
    }

    PtNDManager manager() {
        return manager;
    }

    NDList weights() {
        return weights;
    }

    NDList rope() {
        return rope;
    }

    ShardWorkers workers() {
        return workers;
    }

    /** The parts of a batch that run side by side. */
    List<List<Completion>> shards(List<Completion> batch) {
        return options.onGpu() ? List.of(batch) : Shards.cut(batch, config);
    }

    int threads() {
        return options.threads();
    }

    /** Threads of one operation when these parts run. */
    int threadsFor(List<List<Completion>> shards) {
        return shards.size() == 1 ? options.threads() : 1;
    }

    IValue weightsArgument() {
        return weightsArgument;
    }

    IValue ropeArgument() {
        return ropeArgument;
    }

    /** Copies an adapter to the device for inference; null gives the list that means none. */
    public DeviceLora inferenceLora(@Nullable LoraWeights weightsOrNull) {
        PtNDManager own = (PtNDManager) manager.newSubManager();
        return new DeviceLora(
                own, weightsOrNull == null ? null : weightsOrNull.config(), loraList(own, weightsOrNull, false));
    }

    /** The graph's list {@code lora}: matrices where the linear is adapted, then the scaling. */
    NDList loraList(PtNDManager owner, @Nullable LoraWeights weightsOrNull, boolean trained) {
        NDList list = new NDList();
        if (weightsOrNull != null) {
            for (String name : WeightLayout.loraNames(config, weightsOrNull.config())) {
                list.add(
                        name.isEmpty()
                                ? owner.create(new float[0], new Shape(0))
                                : matrix(owner, name, weightsOrNull, trained));
            }
        }
        list.add(owner.create(
                weightsOrNull == null ? 1f : (float) weightsOrNull.config().scaling()));
        return Graph.named("lora[]", list);
    }

    private NDArray matrix(PtNDManager owner, String name, LoraWeights weights, boolean trained) {
        Matrix host = weights.matrices().get(name);
        if (host == null) {
            throw new IllegalArgumentException(
                    "The adapter lacks " + name + ", which its configuration and this base call for.");
        }
        List<Integer> wanted = WeightLayout.loraShape(config, weights.config(), name);
        if (host.rows() != wanted.get(0) || host.columns() != wanted.get(1)) {
            throw new IllegalArgumentException(
                    name + " is " + host.rows() + "x" + host.columns() + ", but this base needs " + wanted.get(0) + "x"
                            + wanted.get(1) + ": was it trained on another one?");
        }
        if (trained) {
            NDArray array = owner.create(host.values(), new Shape(host.rows(), host.columns()));
            array.setRequiresGradient(true);
            return array;
        }
        // Laid out as the products read it, so that no call has to copy it: B by its columns.
        NDArray array = name.contains("lora_B")
                ? owner.create(host.transposed().values(), new Shape(host.columns(), host.rows()))
                        .transpose()
                : owner.create(host.values(), new Shape(host.rows(), host.columns()));
        if (options.precision() == Precision.FP32) {
            return array;
        }
        try (array) {
            NDArray type = owner.create(ScalarType.of(options.precision()).number());
            return graph.run("cast", new NDList(array, type)).singletonOrThrow();
        }
    }

    @Override
    public void close() {
        workers.close();
        weightsArgument.close();
        ropeArgument.close();
        graph.close();
        manager.close();
    }
}
