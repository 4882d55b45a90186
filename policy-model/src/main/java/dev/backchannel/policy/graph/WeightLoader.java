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
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/**
 * Brings the weights of a folder onto the device, in the order of {@link WeightLayout}, in the wanted precision: mapped where
 * the file has them so, else read and converted.
 */
final class WeightLoader {
    /** Bytes that are read at once: a multiple of every type's width. */
    private static final int PIECE = 16 << 20;

    private final Graph graph;
    private final PtNDManager manager;
    private final ScalarType wanted;
    private final MappedFiles maps;
    private final int pieceBytes;

    WeightLoader(Graph graph, PtNDManager manager, Precision precision, MappedFiles maps) {
        this(graph, manager, precision, maps, PIECE);
    }

    WeightLoader(Graph graph, PtNDManager manager, Precision precision, MappedFiles maps, int pieceBytes) {
        this.graph = graph;
        this.manager = manager;
        this.wanted = ScalarType.of(precision);
        this.maps = maps;
        this.pieceBytes = pieceBytes;
    }

    /** @throws ModelFormatException naming every tensor that is missing, misshapen or not the model's */
    NDList load(ModelConfig config, WeightFiles files) throws IOException {
        WeightCheck.check(config, files);
        NDList weights = new NDList();
        Map<String, NDArray> loaded = new HashMap<>();
        long largest = files.tensors().stream()
                .map(name -> files.holding(name).info(name))
                .filter(info -> !maps.suit(info))
                .mapToLong(TensorInfo::bytes)
                .max()
                .orElse(0);
        ByteBuffer piece = ByteBuffer.allocateDirect((int) Math.min(pieceBytes, largest));
        piece.order(ByteOrder.LITTLE_ENDIAN);
        for (WeightLayout.Slot slot : WeightLayout.slots(config)) {
            if (!slot.present()) {
                weights.add(manager.create(new float[0], new Shape(0)));
            } else {
                NDArray array = loaded.get(slot.name());
                if (array == null) {
                    SafetensorsFile file = files.holding(slot.name());
                    array = maps.suit(file.info(slot.name())) ? maps.view(slot, file) : load(slot, file, piece);
                    loaded.put(slot.name(), array);
                }
                weights.add(array);
            }
        }
        return Graph.named("w[]", weights);
    }

    /** One array of the wanted type, filled piece by piece, so that no second copy of the tensor is ever held. */
    private NDArray load(WeightLayout.Slot slot, SafetensorsFile file, ByteBuffer piece) throws IOException {
        TensorInfo info = file.info(slot.name());
        int width = ScalarType.of(info).width();
        try (NDManager call = manager.newSubManager();
                SafetensorsFile.Pieces pieces = file.pieces()) {
            NDArray type = call.create(wanted.number());
            NDArray flat = graph.run("room", new NDList(call.create(info.bytes() / width), type))
                    .singletonOrThrow();
            NDArray source = call.create(ScalarType.of(info).number());
            for (long from = 0; from < info.bytes(); from += pieceBytes) {
                piece.clear().limit((int) Math.min(pieceBytes, info.bytes() - from));
                pieces.read(info, from, piece);
                fill(flat, from / width, piece, source);
            }
            NDArray shaped = flat.reshape(new Shape(slot.shape()));
            shaped.attach(manager);
            return shaped;
        }
    }

    private void fill(NDArray flat, long at, ByteBuffer piece, NDArray source) {
        try (NDManager call = flat.getManager().newSubManager()) {
            NDArray bytes = call.create(piece, new Shape(piece.remaining()), DataType.UINT8);
            graph.run("fill", new NDList(bytes, source, flat, call.create(at)));
        }
    }
}
