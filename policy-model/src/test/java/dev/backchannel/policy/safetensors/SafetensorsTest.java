package dev.backchannel.policy.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backchannel.policy.Precision;
import dev.backchannel.policy.safetensors.SafetensorsWriter.HostTensor;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {
    @TempDir
    Path folder;

    @Test
    void roundTripsInFp32() throws IOException {
        float[] values = new float[40_000];
        Random random = new Random(1);
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.intBitsToFloat(random.nextInt() & 0xbfffffff);
        }
        Path file = write(Precision.FP32, values, 200, 200);
        SafetensorsFile read = SafetensorsFile.open(file);
        assertThat(read.floats("a")).isEqualTo(values);
        assertThat(read.info("a").shape()).containsExactly(200, 200);
        assertThat(read.floats("b")).containsExactly(1, 2);
        ByteBuffer mapped = piece(read, "b", 0, 4);
        assertThat(mapped.getFloat()).isEqualTo(1);
        assertThatThrownBy(() -> read.floats("c")).hasMessageContaining("no tensor c");
    }

    @Test
    void bfloat16RoundsToNearestEven() throws IOException {
        float[] values = {1f, 1.00390625f, 1.01171875f, -3.14159274f, Float.MAX_VALUE, Float.NaN};
        float[] read = SafetensorsFile.open(write(Precision.BF16, values, 2, 3)).floats("a");
        assertThat(read[0]).isEqualTo(1f);
        assertThat(read[1]).isEqualTo(1f); // half way: to the even one below
        assertThat(read[2]).isEqualTo(1.015625f); // half way: to the even one above
        assertThat(read[3]).isEqualTo(-3.140625f);
        assertThat(read[4]).isInfinite();
        assertThat(read[5]).isNaN();
    }

    @ParameterizedTest
    @CsvSource({"3c00,1", "c000,-2", "0001,5.9604645e-8", "7bff,65504", "8000,-0.0", "3555,0.33325195"})
    void readsHalfPrecision(String bits, float value) throws IOException {
        byte[] header =
                "{\"h\":{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[0,2]}}".getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + header.length + 2).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(header.length).put(header).putShort((short) Integer.parseInt(bits, 16));
        Path file = Files.write(folder.resolve("h"), bytes.array());
        assertThat(SafetensorsFile.open(file).floats("h")).containsExactly(value);
    }

    @Test
    void theSameTensorsMakeTheSameBytes() throws IOException {
        byte[] first = Files.readAllBytes(write(Precision.FP32, new float[] {1, 2}, 1, 2));
        byte[] second = Files.readAllBytes(write(Precision.FP32, new float[] {1, 2}, 1, 2));
        assertThat(second).isEqualTo(first);
        assertThat(ByteBuffer.wrap(first).order(ByteOrder.LITTLE_ENDIAN).getLong() % 8)
                .isZero();
    }

    @Test
    void aTruncatedOrForeignFileIsRefused() throws IOException {
        Path file = write(Precision.FP32, new float[] {1, 2, 3, 4}, 2, 2);
        byte[] bytes = Files.readAllBytes(file);
        for (int length : new int[] {0, 5, 8, 40, bytes.length - 1}) {
            Files.write(file, Arrays.copyOf(bytes, length));
            assertThatThrownBy(() -> SafetensorsFile.open(file))
                    .as("%d of %d bytes", length, bytes.length)
                    .isInstanceOf(SafetensorsException.class)
                    .hasMessageContaining("a.safetensors");
        }
        Files.write(file, Arrays.copyOf(bytes, bytes.length + 1));
        assertThatThrownBy(() -> SafetensorsFile.open(file)).hasMessageContaining("tensors end");
        Files.delete(file);
        assertThatThrownBy(() -> SafetensorsFile.open(file)).hasMessageContaining("does not exist");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"x":{"dtype":"I8","shape":[1],"data_offsets":[0,1]}} | type I8
            {"x":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}} | should have 8 bytes
            {"x":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}} | has 4
            {"x":{"dtype":"F32","data_offsets":[0,4]}} | lacks
            {"x":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,4]}} | should have -1 bytes
            {"x":3} | lacks
            {nonsense | not JSON
            """)
    void aWrongHeaderIsRefused(String header, String word) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + 4).order(ByteOrder.LITTLE_ENDIAN);
        Path file = Files.write(
                folder.resolve("x"), bytes.putLong(json.length).put(json).array());
        assertThatThrownBy(() -> SafetensorsFile.open(file))
                .isInstanceOf(SafetensorsException.class)
                .hasMessageContaining(word);
    }

    @Test
    void readsBeyondTwoGibibytes() throws IOException {
        long far = (5L << 30) + 12;
        byte[] header = ("{\"wide\":{\"dtype\":\"BF16\",\"shape\":[" + far / 2 + "],\"data_offsets\":[0," + far
                        + "]},\"last\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[" + far + "," + (far + 8)
                        + "]}}")
                .getBytes(StandardCharsets.UTF_8);
        Path file = folder.resolve("large.safetensors");
        ByteBuffer start = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length);
        ByteBuffer end = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        end.putShort((short) 0).putShort((short) 0x4049).putFloat(1.5f).putFloat(-2f);
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) { // takes no room on the disk
            sparse.write(start.array());
            sparse.write(header);
            sparse.seek(8 + header.length + far - 4);
            sparse.write(end.array());
        }
        SafetensorsFile read = SafetensorsFile.open(file);
        assertThat(read.floats("last")).containsExactly(1.5f, -2f);
        assertThat(piece(read, "wide", far - 2, 2).getShort()).isEqualTo((short) 0x4049);
        assertThatThrownBy(() -> piece(read, "wide", far - 2, 4)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void knowsAFileThatWasWrittenToFromOneThatWasReplaced() throws IOException {
        Path file = write(Precision.FP32, new float[] {1}, 1, 1);
        SafetensorsFile read = SafetensorsFile.open(file);
        read.requireSame();
        assertThat(read.writtenTo()).isFalse();
        Files.move(file, folder.resolve("kept"));
        assertThat(read.writtenTo()).isFalse();
        write(Precision.FP32, new float[] {2}, 1, 1);
        assertThat(read.writtenTo()).isFalse();
        assertThatThrownBy(read::requireSame).hasMessageContaining("changed while the model was loaded");
        Files.move(folder.resolve("kept"), file, StandardCopyOption.REPLACE_EXISTING);
        read.requireSame();
        Files.setLastModifiedTime(file, FileTime.fromMillis(1));
        assertThat(read.writtenTo()).isTrue();
        assertThatThrownBy(read::requireSame).hasMessageContaining("load it again");
    }

    private static ByteBuffer piece(SafetensorsFile file, String name, long from, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(length).order(ByteOrder.LITTLE_ENDIAN);
        try (SafetensorsFile.Pieces pieces = file.pieces()) {
            pieces.read(file.info(name), from, buffer);
        }
        return buffer;
    }

    private Path write(Precision precision, float[] values, long rows, long columns) throws IOException {
        TreeMap<String, HostTensor> tensors = new TreeMap<>();
        tensors.put("a", new HostTensor(new long[] {rows, columns}, values));
        tensors.put("b", new HostTensor(new long[] {2}, new float[] {1, 2}));
        Path file = folder.resolve("a.safetensors");
        SafetensorsWriter.write(file, tensors, precision, Map.of("format", "pt"));
        return file;
    }
}
