package dev.backchannel.policy.safetensors;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backchannel.policy.Precision;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;

/**
 * Writes the safetensors format: the header's length as 8 bytes, little-endian; a JSON header; the raw numbers. The same
 * tensors make the same bytes.
 */
public final class SafetensorsWriter {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CHUNK = 1 << 14;

    /** The numbers begin at a multiple of so many bytes, so that a mapped file lies as memory does. */
    private static final int ALIGNMENT = 64;

    private SafetensorsWriter() {}

    /** A tensor to be written. */
    public interface Tensor {
        long[] shape();

        /** Number of values. */
        long size();

        /** Puts {@code count} values, from the one at {@code from}, at the beginning of {@code into}. */
        void copy(long from, float[] into, int count);
    }

    /** One whose values are at hand. */
    public record HostTensor(long[] shape, float[] values) implements Tensor {
        @Override
        public long size() {
            return values.length;
        }

        @Override
        public void copy(long from, float[] into, int count) {
            System.arraycopy(values, Math.toIntExact(from), into, 0, count);
        }
    }

    /**
     * Writes all tensors in the order of their names.
     *
     * @param precision FP32, or BF16 rounded to nearest even
     * @param metadata free texts for the header's {@code __metadata__}
     */
    public static void write(
            Path file, SortedMap<String, ? extends Tensor> tensors, Precision precision, Map<String, String> metadata)
            throws IOException {
        byte[] header = header(tensors, precision, metadata);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
            out.write(ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(header.length)
                    .array());
            out.write(header);
            for (Tensor tensor : tensors.values()) {
                writeValues(out, tensor, precision);
            }
        }
    }

    private static byte[] header(
            SortedMap<String, ? extends Tensor> tensors, Precision precision, Map<String, String> metadata)
            throws IOException {
        ObjectNode root = JSON.createObjectNode();
        if (!metadata.isEmpty()) {
            ObjectNode texts = root.putObject("__metadata__");
            metadata.entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(e -> texts.put(e.getKey(), e.getValue()));
        }
        long width = precision == Precision.FP32 ? 4 : 2;
        long offset = 0;
        for (Map.Entry<String, ? extends Tensor> entry : tensors.entrySet()) {
            Tensor tensor = entry.getValue();
            long size = Arrays.stream(tensor.shape()).reduce(1, (x, y) -> x * y);
            if (size != tensor.size()) {
                throw new IllegalArgumentException(entry.getKey() + " has " + tensor.size()
                        + " values, which do not make the shape " + Arrays.toString(tensor.shape()) + ".");
            }
            ObjectNode node = root.putObject(entry.getKey());
            node.put("dtype", precision == Precision.FP32 ? "F32" : "BF16");
            Arrays.stream(tensor.shape()).forEach(node.putArray("shape")::add);
            node.putArray("data_offsets").add(offset).add(offset + size * width);
            offset += size * width;
        }
        byte[] json = JSON.writeValueAsString(root).getBytes(StandardCharsets.UTF_8);
        byte[] padded = Arrays.copyOf(json, (8 + json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT - 8);
        Arrays.fill(padded, json.length, padded.length, (byte) ' ');
        return padded;
    }

    private static void writeValues(OutputStream out, Tensor tensor, Precision precision) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(CHUNK * 4).order(ByteOrder.LITTLE_ENDIAN);
        float[] piece = new float[CHUNK];
        for (long start = 0; start < tensor.size(); start += CHUNK) {
            int count = (int) Math.min(CHUNK, tensor.size() - start);
            tensor.copy(start, piece, count);
            buffer.clear();
            for (int i = 0; i < count; i++) {
                if (precision == Precision.FP32) {
                    buffer.putFloat(piece[i]);
                } else {
                    buffer.putShort(BFloat16.fromFloat(piece[i]));
                }
            }
            out.write(buffer.array(), 0, buffer.position());
        }
    }
}
