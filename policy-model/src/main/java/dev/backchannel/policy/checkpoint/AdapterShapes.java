package dev.backchannel.policy.checkpoint;

import dev.backchannel.policy.LoraConfig;
import dev.backchannel.policy.Matrix;
import java.nio.file.Path;
import java.util.Map;

/** Checks that a checkpoint's files belong together: ranks, and moments shaped like the weights. */
final class AdapterShapes {
    private AdapterShapes() {}

    static void require(Path folder, CheckpointContent content) {
        Path adapter = folder.resolve(CheckpointFiles.ADAPTER);
        LoraConfig config = content.adapter().config();
        if (content.adapter().matrices().isEmpty()) {
            throw new CorruptCheckpointException(adapter + " holds no matrices.");
        }
        content.adapter().matrices().forEach((name, matrix) -> {
            int rank = name.endsWith(".lora_A.weight") ? matrix.rows() : matrix.columns();
            if (rank != config.rank()) {
                throw new CorruptCheckpointException(adapter + ": " + name + " has the shape " + matrix.rows() + "x"
                        + matrix.columns() + ", which is not of rank " + config.rank() + ".");
            }
        });
        Path optimizer = folder.resolve(CheckpointFiles.OPTIMIZER);
        requireLike(optimizer, content.adapter().matrices(), content.optimizer().first());
        requireLike(optimizer, content.adapter().matrices(), content.optimizer().second());
    }

    private static void requireLike(Path file, Map<String, Matrix> weights, Map<String, Matrix> moments) {
        if (!weights.keySet().equals(moments.keySet())) {
            throw new CorruptCheckpointException(
                    file + " does not hold the moments of exactly the adapter's matrices.");
        }
        weights.forEach((name, matrix) -> {
            Matrix ofIt = moments.get(name);
            if (ofIt == null || !matrix.sameShape(ofIt)) {
                throw new CorruptCheckpointException(
                        file + ": the moments of " + name + " are " + ofIt + ", but it is " + matrix + ".");
            }
        });
    }
}
