package dev.backchannel.policy.graph;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import dev.backchannel.policy.ModelConfig;
import dev.backchannel.policy.ModelFormatException;
import dev.backchannel.policy.Precision;
import dev.backchannel.policy.format.WeightFiles;
import dev.backchannel.policy.safetensors.SafetensorsFile;
import dev.backchannel.policy.safetensors.SafetensorsFile.TensorInfo;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Brings the weights of a folder onto the device, in the order of {@link WeightLayout}, in the wanted precision. */
final class WeightLoader {
    /** PyTorch's numbers for its types. */
    private static final Map<String, Integer> SCALAR_TYPES = Map.of("F32", 6, "F16", 5, "BF16", 15);

    private final Graph graph;
    private final PtNDManager manager;
    private final int wanted;

    WeightLoader(Graph graph, PtNDManager manager, Precision precision) {
        this.graph = graph;
        this.manager = manager;
        this.wanted = scalarType(precision);
    }

    static int scalarType(Precision precision) {
        return SCALAR_TYPES.get(precision == Precision.FP32 ? "F32" : "BF16");
    }

    NDList load(ModelConfig config, WeightFiles files) throws IOException {
        NDList weights = new NDList();
        Map<String, NDArray> loaded = new HashMap<>();
        for (WeightLayout.Slot slot : WeightLayout.slots(config)) {
            if (!slot.present()) {
                weights.add(manager.create(new float[0], new Shape(0)));
            } else {
                NDArray array = loaded.get(slot.name());
                if (array == null) {
                    array = load(slot, files.holding(slot.name()));
                    loaded.put(slot.name(), array);
                }
                weights.add(array);
            }
        }
        return Graph.named("w[]", weights);
    }

    private NDArray load(WeightLayout.Slot slot, SafetensorsFile file) throws IOException {
        TensorInfo info = file.info(slot.name());
        if (!Arrays.equals(info.shape(), slot.shape())) {
            throw new ModelFormatException(file.path() + ": " + slot.name() + " has the shape "
                    + Arrays.toString(info.shape()) + ", but config.json calls for " + Arrays.toString(slot.shape())
                    + ".");
        }
        try (NDManager call = manager.newSubManager()) {
            NDArray bytes = call.create(file.bytes(slot.name()), new Shape(info.bytes()), DataType.UINT8);
            NDArray source = call.create((long) SCALAR_TYPES.get(info.dtype()));
            NDArray flat = graph.run("weight", new NDList(bytes, source, call.create((long) wanted)))
                    .singletonOrThrow();
            NDArray shaped = flat.reshape(new Shape(slot.shape()));
            shaped.attach(manager);
            return shaped;
        }
    }
}
