package dev.backchannel.policy.checkpoint;

import dev.backchannel.policy.Matrix;
import dev.backchannel.policy.format.FolderDigest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;

/** A checkpoint's identity: SHA-256 over (parent, base digest, adapter, optimiser, step). No times. */
public final class CheckpointIds {
    private final MessageDigest digest = FolderDigest.sha256();

    private CheckpointIds() {}

    /** The id, in hex. The extras do not count. */
    public static String of(CheckpointContent content) {
        CheckpointIds id = new CheckpointIds();
        id.text("backchannel-checkpoint-1");
        id.text(content.parentId());
        id.text(content.baseDigest());
        id.number(content.step());
        id.number(content.adapter().config().rank());
        id.number(Double.doubleToLongBits(content.adapter().config().alpha()));
        content.adapter().config().targetModules().forEach(id::text);
        id.matrices(content.adapter().matrices());
        id.number(content.optimizer().step());
        id.matrices(content.optimizer().first());
        id.matrices(content.optimizer().second());
        return HexFormat.of().formatHex(id.digest.digest());
    }

    private void text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        number(bytes.length);
        digest.update(bytes);
    }

    private void number(long number) {
        digest.update(ByteBuffer.allocate(8).putLong(number).flip());
    }

    private void matrices(Map<String, Matrix> matrices) {
        number(matrices.size());
        matrices.forEach((name, matrix) -> {
            text(name);
            number(matrix.rows());
            number(matrix.columns());
            ByteBuffer bytes = ByteBuffer.allocate(4 * matrix.values().length).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(matrix.values());
            digest.update(bytes);
        });
    }
}
