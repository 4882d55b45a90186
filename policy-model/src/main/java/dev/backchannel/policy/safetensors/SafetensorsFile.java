package dev.backchannel.policy.safetensors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Reads a safetensors file of any size, tensor by tensor. The header is checked against the file's size. */
public final class SafetensorsFile {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long LARGEST_HEADER = 100L << 20;

    private final Path path;
    private final FileStamp stamp;
    private final Map<String, TensorInfo> tensors;

    private SafetensorsFile(Path path, FileStamp stamp, Map<String, TensorInfo> tensors) {
        this.path = path;
        this.stamp = stamp;
        this.tensors = tensors;
    }

    /**
     * Where and what a tensor is.
     *
     * @param dtype as the header names it: F32, F16, BF16 …
     * @param offset of its first byte in the file
     * @param bytes its size
     */
    public record TensorInfo(String dtype, long[] shape, long offset, long bytes) {}

    /** Reads the header. */
    public static SafetensorsFile open(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            FileStamp stamp = FileStamp.of(path);
            long size = channel.size();
            long headerSize = size < 8 ? -1 : read(channel, 0, 8).getLong();
            if (headerSize < 2 || headerSize > Math.min(size - 8, LARGEST_HEADER)) {
                throw new SafetensorsException(
                        path,
                        "its header's length is " + headerSize + ", but the file has " + size
                                + " bytes: truncated, or not a safetensors file");
            }
            ByteBuffer header = read(channel, 8, (int) headerSize);
            return new SafetensorsFile(
                    path,
                    stamp,
                    parse(
                            path,
                            JSON.readTree(header.array(), header.arrayOffset(), header.limit()),
                            8 + headerSize,
                            size));
        } catch (JsonProcessingException e) {
            throw new SafetensorsException(path, "its header is not JSON: " + e.getOriginalMessage());
        } catch (NoSuchFileException e) {
            throw new SafetensorsException(path, "it does not exist");
        }
    }

    private static Map<String, TensorInfo> parse(Path path, JsonNode root, long dataStart, long fileSize) {
        Map<String, TensorInfo> tensors = new LinkedHashMap<>();
        long end = dataStart;
        for (Map.Entry<String, JsonNode> field : root.properties()) {
            if (field.getKey().equals("__metadata__")) {
                continue;
            }
            TensorInfo info = tensor(path, field.getKey(), field.getValue(), dataStart);
            if (info.offset() + info.bytes() > fileSize) {
                throw new SafetensorsException(
                        path,
                        "tensor " + field.getKey() + " ends at byte " + (info.offset() + info.bytes())
                                + ", but the file has " + fileSize + ": truncated");
            }
            end = Math.max(end, info.offset() + info.bytes());
            tensors.put(field.getKey(), info);
        }
        if (end != fileSize) {
            throw new SafetensorsException(path, "its tensors end at byte " + end + ", but the file has " + fileSize);
        }
        return tensors;
    }

    private static TensorInfo tensor(Path path, String name, JsonNode node, long dataStart) {
        JsonNode offsets = node.path("data_offsets");
        JsonNode dims = node.path("shape");
        if (!node.path("dtype").isTextual() || !dims.isArray() || offsets.size() != 2) {
            throw new SafetensorsException(path, "the header entry of " + name + " lacks dtype, shape or data_offsets");
        }
        long[] shape = new long[dims.size()];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = dims.get(i).asLong(-1);
        }
        long begin = offsets.get(0).asLong(-1);
        long bytes = offsets.get(1).asLong(-1) - begin;
        String dtype = node.path("dtype").asText();
        long wanted = size(shape, width(path, name, dtype));
        if (begin < 0 || bytes != wanted || Arrays.stream(shape).anyMatch(s -> s < 0)) {
            throw new SafetensorsException(
                    path,
                    "tensor " + name + " of type " + dtype + " and shape " + Arrays.toString(shape) + " should have "
                            + wanted + " bytes, but has " + bytes);
        }
        return new TensorInfo(dtype, shape, dataStart + begin, bytes);
    }

    /** Bytes of a tensor; −1 for a shape that no file could hold. */
    private static long size(long[] shape, long width) {
        try {
            return Arrays.stream(shape).reduce(width, Math::multiplyExact);
        } catch (ArithmeticException e) {
            return -1;
        }
    }

    private static long width(Path path, String name, String dtype) {
        return switch (dtype) {
            case "F32" -> 4;
            case "F16", "BF16" -> 2;
            default ->
                throw new SafetensorsException(
                        path, "tensor " + name + " has type " + dtype + "; F32, F16 and BF16 are supported");
        };
    }

    public Path path() {
        return path;
    }

    public Set<String> names() {
        return tensors.keySet();
    }

    /** Its size in bytes when it was opened. */
    public long size() {
        return stamp.size();
    }

    /** @throws SafetensorsException if the path no longer holds the file that was opened, as it was then */
    public void requireSame() throws IOException {
        if (!FileStamp.of(path).equals(stamp)) {
            throw new SafetensorsException(path, "it changed while the model was loaded: load it again");
        }
    }

    /** Whether the file that was opened has been written to since. One that was deleted or replaced by another has not. */
    public boolean writtenTo() {
        try {
            FileStamp now = FileStamp.of(path);
            return Objects.equals(now.key(), stamp.key()) && !now.equals(stamp);
        } catch (IOException e) {
            return false; // it is gone from there, or out of reach; what is mapped stays
        }
    }

    /** @throws SafetensorsException if the file has no such tensor */
    public TensorInfo info(String name) {
        TensorInfo info = tensors.get(name);
        if (info == null) {
            throw new SafetensorsException(path, "it has no tensor " + name);
        }
        return info;
    }

    /** Numbers in a tensor's type take so many bytes each. */
    private static int width(TensorInfo info) {
        return info.dtype().equals("F32") ? 4 : 2;
    }

    /**
     * A reader of this file's tensors piece by piece, however large they are, for numbers that are wanted in another type than
     * the file's. Pieces are read and not mapped: Java cannot unmap, and pages that stay mapped would count a model twice.
     */
    public Pieces pieces() throws IOException {
        return new Pieces(FileChannel.open(path, StandardOpenOption.READ));
    }

    /** An open file. */
    public final class Pieces implements AutoCloseable {
        private final FileChannel channel;

        private Pieces(FileChannel channel) {
            this.channel = channel;
        }

        /**
         * Fills the buffer from its position to its limit with the tensor's bytes, little-endian, and flips it.
         *
         * @param from the first byte, counted inside the tensor
         */
        public void read(TensorInfo info, long from, ByteBuffer into) throws IOException {
            if (from + into.remaining() > info.bytes()) {
                throw new IllegalArgumentException(
                        "bytes " + from + " to " + (from + into.remaining()) + " of a tensor that has " + info.bytes());
            }
            fill(channel, info.offset() + from, into);
            if (into.hasRemaining()) {
                throw new SafetensorsException(path, "it became shorter while it was read");
            }
            into.flip();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** The tensor as floats, read and not mapped, so that the file may go away at once. */
    public float[] floats(String name) throws IOException {
        TensorInfo info = info(name);
        String dtype = info.dtype();
        ByteBuffer bytes;
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            bytes = read(channel, info.offset(), Math.toIntExact(info.bytes()));
        }
        float[] values = new float[bytes.remaining() / width(info)];
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (dtype) {
                case "F32" -> bytes.getFloat();
                case "BF16" -> BFloat16.toFloat(bytes.getShort());
                default -> Float16.toFloat(bytes.getShort());
            };
        }
        return values;
    }

    private static ByteBuffer read(FileChannel channel, long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        fill(channel, position, buffer);
        return buffer.flip();
    }

    private static void fill(FileChannel channel, long position, ByteBuffer into) throws IOException {
        long start = position - into.position();
        while (into.hasRemaining() && channel.read(into, start + into.position()) >= 0) {}
    }
}
