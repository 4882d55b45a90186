package dev.backchannel.policy.graph;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import dev.backchannel.policy.EngineOptions;
import dev.backchannel.policy.safetensors.SafetensorsFile;
import dev.backchannel.policy.safetensors.SafetensorsFile.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Weight files mapped into memory, whole and of any size. What is looked at lies in the system's page cache, once for all
 * processes. A file stays mapped for as long as a view of it is left, whether this is closed or not.
 */
final class MappedFiles implements AutoCloseable {
    private final Graph graph;
    private final PtNDManager manager;
    private final NDManager own;
    private final ScalarType wanted;
    private final boolean used;
    private final Map<SafetensorsFile, NDArray> files = new HashMap<>();

    MappedFiles(Graph graph, PtNDManager manager, EngineOptions options) {
        this.graph = graph;
        this.manager = manager;
        this.own = manager.newSubManager();
        this.wanted = ScalarType.of(options.precision());
        this.used = options.mapWeights();
    }

    /** Whether the tensor can be used as it lies in the file, which depends on the length of the file's header, too. */
    boolean suit(TensorInfo info) {
        return used && ScalarType.of(info) == wanted && info.offset() % wanted.alignment() == 0;
    }

    /** The tensor where it lies; on a GPU, a copy. */
    NDArray view(WeightLayout.Slot slot, SafetensorsFile file) {
        TensorInfo info = file.info(slot.name());
        NDArray whole = files.computeIfAbsent(file, this::map);
        try (NDManager call = manager.newSubManager()) {
            NDArray at = call.create(info.offset() / wanted.width());
            NDArray count = call.create(info.bytes() / wanted.width());
            NDArray shaped = graph.run("part", new NDList(at, count, whole))
                    .singletonOrThrow()
                    .reshape(new Shape(slot.shape()));
            shaped.attach(manager);
            return shaped;
        }
    }

    /** Those of which there is a view. */
    Set<SafetensorsFile> files() {
        return Set.copyOf(files.keySet());
    }

    private NDArray map(SafetensorsFile file) {
        byte[] path = file.path()
                .toAbsolutePath()
                .toString()
                .getBytes(Charset.forName(System.getProperty("sun.jnu.encoding")));
        NDArray name = own.create(ByteBuffer.wrap(path), new Shape(path.length), DataType.UINT8);
        NDArray count = own.create(file.size() / wanted.width());
        return graph.run("mapped", new NDList(name, count, own.create(wanted.number())))
                .singletonOrThrow();
    }

    @Override
    public void close() {
        own.close();
    }
}
