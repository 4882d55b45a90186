package dev.backchannel.policy.graph;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeightLoaderTest {
    private static final EngineOptions BF16 = new EngineOptions(Precision.BF16, "cpu", 1);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {4, 1000, 1 << 20})
    void piecesOfAnySizeMakeTheSameTensors(int pieceBytes) throws IOException {
        ModelConfig config = TinyModel.qwen3();
        Map<String, float[]> weights = TinyModel.weights(config, 1);
        TinyModel.write(folder, config, weights, Precision.FP32);
        try (PtNDManager manager = EngineRuntime.newManager(EngineOptions.cpu(1));
                Graph graph = new Graph(manager, config, AdamWConfig.of(0), 1)) {
            NDList loaded =
                    new WeightLoader(graph, manager, Precision.FP32, pieceBytes).load(config, WeightFiles.open(folder));
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
    void weightsAreHeldOnceInTheirOwnPrecisionByAllThatUseThem() throws IOException, InterruptedException {
        emptyWeights(LARGE);
        String[] grown = FixedHeap.run(Users.class, folder.toString()).split(" ");
        assertThat(Long.parseLong(grown[0])).as("loaded").isBetween(380_000_000L, 600_000_000L);
        assertThat(Long.parseLong(grown[1])).as("used").isBetween(380_000_000L, 600_000_000L);
    }

    private static final ModelConfig LARGE =
            new ModelConfig("llama", 1024, 1024, 1, 8, 8, 128, 195_000, 64, 1e4, 1e-5, true, false, false);

    /** Prints by how many bytes the process grew when the model was loaded, and when all had used it. */
    static final class Users {
        public static void main(String[] arguments) throws IOException {
            Path folder = Path.of(arguments[0]);
            ModelConfig small = TinyModel.llama();
            Path first = folder.resolve("small");
            TinyModel.write(first, small, TinyModel.weights(small, 1), Precision.BF16);
            DeviceModel.load(small, BF16, WeightFiles.open(first)).close(); // the library's own memory is not counted
            long before = ResidentMemory.now();
            try (DeviceModel model = DeviceModel.load(LARGE, BF16, WeightFiles.open(folder))) {
                long loaded = ResidentMemory.now() - before;
                LoraWeights lora = LoraWeights.initial(LARGE, new LoraConfig(2, 4, LoraConfig.ALL_LINEARS), 1);
                Completion text = new Completion(new int[] {1, 2}, new int[] {3, 4});
                DeviceLora served = model.inferenceLora(lora);
                try (GraphTrainer trainer = new GraphTrainer(model, true);
                        CachedDecoder decoder = new CachedDecoder(model, served, 1)) {
                    trainer.load(lora);
                    try (LoraTrainer.Pass pass = trainer.forward(List.of(text))) {
                        pass.backward(new LogProbs(model).of(List.of(text), served));
                    }
                    trainer.step(AdamWConfig.of(1e-3));
                    decoder.prefill(0, text.prompt());
                    System.out.println(loaded + " " + (ResidentMemory.now() - before));
                } finally {
                    served.release();
                }
            }
        }
    }

    /** A file of zeros that takes no room on the disk. */
    private void emptyWeights(ModelConfig config) throws IOException {
        List<String> entries = new ArrayList<>();
        long end = 0;
        for (WeightLayout.Slot slot : WeightLayout.slots(config)) {
            if (slot.present() && entries.stream().noneMatch(e -> e.startsWith("\"" + slot.name() + "\""))) {
                long start = end;
                end += 2L * slot.size();
                String shape = String.join(
                        ",",
                        java.util.Arrays.stream(slot.shape())
                                .mapToObj(Long::toString)
                                .toList());
                entries.add("\"" + slot.name() + "\":{\"dtype\":\"BF16\",\"shape\":[" + shape + "],\"data_offsets\":["
                        + start + "," + end + "]}");
            }
        }
        byte[] header = ("{" + String.join(",", entries) + "}").getBytes(StandardCharsets.UTF_8);
        ByteBuffer length =
                ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length);
        try (RandomAccessFile file =
                new RandomAccessFile(folder.resolve("model.safetensors").toFile(), "rw")) {
            file.setLength(0);
            file.write(length.array());
            file.write(header);
            file.setLength(8 + header.length + end);
        }
    }
}
