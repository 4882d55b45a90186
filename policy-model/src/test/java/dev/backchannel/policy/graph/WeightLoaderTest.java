package dev.backchannel.policy.graph;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDManager;
import dev.backchannel.policy.AdamWConfig;
import dev.backchannel.policy.Completion;
import dev.backchannel.policy.EngineOptions;
import dev.backchannel.policy.FixedHeap;
import dev.backchannel.policy.LoraConfig;
import dev.backchannel.policy.LoraTrainer;
import dev.backchannel.policy.LoraWeights;
import dev.backchannel.policy.ModelConfig;
import dev.backchannel.policy.Precision;
import dev.backchannel.policy.ResidentMemory;
import dev.backchannel.policy.TinyModel;
import dev.backchannel.policy.format.WeightFiles;
import dev.backchannel.policy.safetensors.SafetensorsFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeightLoaderTest {
    private static final EngineOptions BF16 = new EngineOptions(Precision.BF16, "cpu", 1);

    private static final String FILE = "model.safetensors";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {4, 1000, 1 << 20})
    void piecesOfAnySizeMakeTheSameTensors(int pieceBytes) throws IOException {
        ModelConfig config = TinyModel.qwen3();
        Map<String, float[]> weights = TinyModel.weights(config, 1);
        TinyModel.write(folder, config, weights, Precision.FP32);
        try (PtNDManager manager = EngineRuntime.newManager(EngineOptions.cpu(1));
                Graph graph = new Graph(manager, config, AdamWConfig.of(0), 1);
                MappedFiles none =
                        new MappedFiles(graph, manager, EngineOptions.cpu(1).mapping(false))) {
            NDList loaded = new WeightLoader(graph, manager, Precision.FP32, none, pieceBytes)
                    .load(config, WeightFiles.open(folder));
            List<WeightLayout.Slot> slots = WeightLayout.slots(config);
            for (int i = 0; i < slots.size(); i++) {
                if (slots.get(i).present()) {
                    assertThat(loaded.get(i).toFloatArray())
                            .isEqualTo(weights.get(slots.get(i).name()));
                    assertThat(loaded.get(i).getShape().getShape())
                            .isEqualTo(slots.get(i).shape());
                }
            }
        }
    }

    /** 400 million bytes in bf16: a copy in fp32 would take 800 million more, a second one in bf16 400 million more. */
    @Test
    void weightsThatAreReadAreHeldOnceInTheirOwnPrecisionByAllThatUseThem() throws IOException, InterruptedException {
        emptyWeights(LARGE);
        long[] grown = users("false");
        assertThat(grown[0]).as("own").isBetween(380_000_000L, 600_000_000L);
        assertThat(grown[1]).as("of files").isLessThan(100_000_000L);
    }

    @Test
    void weightsThatAreMappedTakeNoMemoryOfTheProcessesOwn() throws IOException, InterruptedException {
        emptyWeights(LARGE);
        long[] grown = users("true");
        assertThat(grown[0]).as("own").isLessThan(200_000_000L);
        assertThat(grown[1]).as("of files").isBetween(380_000_000L, 500_000_000L);
    }

    @Test
    void aFileOfAnySizeIsMappedWhole() throws IOException {
        long far = 5L << 30;
        emptyFile(
                far + 4,
                "\"wide\":{\"dtype\":\"BF16\",\"shape\":[" + far / 2 + "],\"data_offsets\":[0," + far + "]}",
                "\"last\":{\"dtype\":\"BF16\",\"shape\":[2],\"data_offsets\":[" + far + "," + (far + 4) + "]}");
        try (RandomAccessFile file = new RandomAccessFile(folder.resolve(FILE).toFile(), "rw")) {
            file.seek(file.length() - 4);
            file.write(new byte[] {(byte) 0xc0, 0x3f, 0, (byte) 0xc0}); // 1.5 and -2, little-endian
        }
        try (PtNDManager manager = EngineRuntime.newManager(BF16);
                Graph graph = new Graph(manager, TinyModel.llama(), AdamWConfig.of(0), 1)) {
            NDArray last;
            try (MappedFiles maps = new MappedFiles(graph, manager, BF16)) {
                last = maps.view(new WeightLayout.Slot("last", 2), SafetensorsFile.open(folder.resolve(FILE)));
            }
            NDArray type = manager.create(ScalarType.F32.number());
            assertThat(graph.run("cast", new NDList(last, type))
                            .singletonOrThrow()
                            .toFloatArray())
                    .containsExactly(1.5f, -2f);
        }
    }

    private long[] users(String mapping) throws IOException, InterruptedException {
        String[] grown = FixedHeap.run(Users.class, folder.toString(), mapping).split(" ");
        return Arrays.stream(grown).mapToLong(Long::parseLong).toArray();
    }

    private static final ModelConfig LARGE =
            new ModelConfig("llama", 1024, 1024, 1, 8, 8, 128, 195_000, 64, 1e4, 1e-5, true, false, false);

    /** Prints by how many bytes of its own, and of files, the process is larger while a trainer and a decoder use a model. */
    static final class Users {
        public static void main(String[] arguments) throws IOException {
            Path folder = Path.of(arguments[0]);
            ModelConfig small = TinyModel.llama();
            Path first = folder.resolve("small");
            TinyModel.write(first, small, TinyModel.weights(small, 1), Precision.BF16);
            long[] before = use(first, small, BF16); // the library's own memory is not counted
            long[] after = use(folder, LARGE, BF16.mapping(Boolean.parseBoolean(arguments[1])));
            System.out.println((after[0] - before[0]) + " " + (after[1] - before[1]));
        }

        private static long[] use(Path folder, ModelConfig config, EngineOptions options) throws IOException {
            LoraWeights lora = LoraWeights.initial(config, new LoraConfig(2, 4, LoraConfig.ALL_LINEARS), 1);
            Completion text = new Completion(new int[] {1, 2}, new int[] {3, 4});
            try (DeviceModel model = DeviceModel.load(config, options, WeightFiles.open(folder))) {
                DeviceLora served = model.inferenceLora(lora);
                try (GraphTrainer trainer = new GraphTrainer(model, true);
                        CachedDecoder decoder = new CachedDecoder(model, served, adapter -> served, 1, 4 << 20)) {
                    trainer.load(lora);
                    try (LoraTrainer.Pass pass = trainer.forward(List.of(text))) {
                        pass.backward(new LogProbs(model).of(List.of(text), served));
                    }
                    trainer.step(AdamWConfig.of(1e-3));
                    decoder.prefill(0, text.prompt());
                    return new long[] {ResidentMemory.own(), ResidentMemory.ofFiles()};
                } finally {
                    served.release();
                }
            }
        }
    }

    private void emptyWeights(ModelConfig config) throws IOException {
        Map<String, String> entries = new LinkedHashMap<>();
        long end = 0;
        for (WeightLayout.Slot slot : WeightLayout.slots(config)) {
            if (slot.present() && !entries.containsKey(slot.name())) {
                long start = end;
                end += 2L * slot.size();
                String shape = Arrays.toString(slot.shape());
                entries.put(
                        slot.name(),
                        "\"" + slot.name() + "\":{\"dtype\":\"BF16\",\"shape\":" + shape + ",\"data_offsets\":[" + start
                                + "," + end + "]}");
            }
        }
        emptyFile(end, entries.values().toArray(String[]::new));
    }

    /** A file of zeros that takes no room on the disk. */
    private void emptyFile(long bytes, String... entries) throws IOException {
        String json = "{" + String.join(",", entries) + "}";
        byte[] header = (json + " ".repeat(-json.length() & 7)).getBytes(StandardCharsets.UTF_8);
        ByteBuffer length =
                ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length);
        try (RandomAccessFile file = new RandomAccessFile(folder.resolve(FILE).toFile(), "rw")) {
            file.write(length.array());
            file.write(header);
            file.setLength(8 + header.length + bytes);
        }
    }
}
