package dev.backchannel.policy.families;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Writes safetensors files as others do: any order, any mix of types. Values must be exact in their type. */
final class TensorFile {
    private static final ObjectMapper JSON = new ObjectMapper();

    private TensorFile() {}

    record Tensor(String dtype, long[] shape, float[] values) {}

    static void write(Path file, Map<String, Tensor> tensors) throws IOException {
        ObjectNode header = JSON.createObjectNode();
        header.putObject("__metadata__").put("format", "pt");
        int end = 0;
        for (var entry : tensors.entrySet()) {
            Tensor tensor = entry.getValue();
            ObjectNode node = header.putObject(entry.getKey()).put("dtype", tensor.dtype());
            for (long s : tensor.shape()) {
                node.withArray("shape").add(s);
            }
            int size = tensor.values().length * (tensor.dtype().equals("F32") ? 4 : 2);
            node.putArray("data_offsets").add(end).add(end + size);
            end += size;
        }
        byte[] json = JSON.writeValueAsString(header).getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(8 + json.length + end).order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(json.length).put(json);
        for (Tensor tensor : tensors.values()) {
            for (float value : tensor.values()) {
                put(out, tensor.dtype(), value);
            }
        }
        Files.write(file, out.array());
    }

    private static void put(ByteBuffer out, String dtype, float value) {
        int bits = Float.floatToRawIntBits(value);
        switch (dtype) {
            case "F32" -> out.putFloat(value);
            case "BF16" -> out.putShort((short) (bits >>> 16));
            case "F16" -> {
                int exponent = (bits >>> 23 & 0xff) - 127 + 15;
                out.putShort((short) (value == 0 ? 0 : bits >>> 31 << 15 | exponent << 10 | bits >>> 13 & 0x3ff));
            }
            default -> throw new IllegalArgumentException(dtype);
        }
    }

    /** The nearest value towards zero that the type holds exactly. */
    static float exact(String dtype, float value) {
        int bits = Float.floatToRawIntBits(value);
        return switch (dtype) {
            case "BF16" -> Float.intBitsToFloat(bits & 0xffff0000);
            case "F16" -> Math.abs(value) < 0x1p-14f ? 0 : Float.intBitsToFloat(bits & 0xffffe000);
            default -> value;
        };
    }
}
