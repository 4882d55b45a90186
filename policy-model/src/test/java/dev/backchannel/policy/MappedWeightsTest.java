package dev.backchannel.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Weights that are mapped compute what weights that are read compute, and are looked after. */
class MappedWeightsTest {
    private static final String WEIGHTS = "model.safetensors";
    private static final ModelConfig CONFIG =
            new ModelConfig("qwen2", 128, 320, 2, 4, 2, 32, 258, 256, 1e6, 1e-6, true, true, false);

    @TempDir
    Path folder;

    /** Wherever the header's length puts the numbers: what lies badly is read. */
    @ParameterizedTest
    @CsvSource({
        "FP32,0,true",
        "FP32,3,false",
        "FP32,8,false",
        "BF16,0,true",
        "BF16,3,false",
        "BF16,2,true",
        "BF16,8,true"
    })
    void theSameToTheBitAsRead(Precision precision, int shift, boolean suits) throws IOException {
        write(precision);
        lengthenHeader(shift);
        EngineOptions options = new EngineOptions(precision, "cpu", 2);
        float[][] read;
        String digest;
        try (PolicyModel model = PolicyModel.load(folder, options.mapping(false))) {
            assertThat(isMapped()).isFalse();
            digest = model.baseDigest();
            read = computed(model);
        }
        try (PolicyModel model = PolicyModel.load(folder, options)) {
            assertThat(isMapped()).isEqualTo(suits);
            assertThat(model.baseDigest()).isEqualTo(digest);
            assertThat(computed(model)).isDeepEqualTo(read);
        }
        assertThat(isMapped()).isFalse();
    }

    @Test
    void aFileThatIsReplacedOrDeletedGoesOnToBeUsed() throws IOException {
        write(Precision.BF16);
        try (PolicyModel model = PolicyModel.load(folder, new EngineOptions(Precision.BF16, "cpu", 1))) {
            float[][] before = computed(model);
            TinyModel.write(folder, CONFIG, TinyModel.weights(CONFIG, 2), Precision.BF16);
            assertThat(computed(model)).isDeepEqualTo(before);
            Files.delete(folder.resolve(WEIGHTS));
            assertThat(computed(model)).isDeepEqualTo(before);
        }
    }

    @Test
    void aFileThatIsWrittenOverIsToldBeforeTheNextAdapter() throws IOException {
        write(Precision.BF16);
        EngineOptions options = new EngineOptions(Precision.BF16, "cpu", 1);
        LoraWeights lora = LoraWeights.initial(CONFIG, LoraConfig.suiting(CONFIG), 1);
        try (PolicyModel mapped = PolicyModel.load(folder, options);
                PolicyModel read = PolicyModel.load(folder, options.mapping(false))) {
            mapped.adapter(lora).close();
            Files.setLastModifiedTime(folder.resolve(WEIGHTS), FileTime.fromMillis(1_700_000_000_000L));
            assertThatThrownBy(() -> mapped.adapter(lora))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(WEIGHTS)
                    .hasMessageContaining("map-weights");
            assertThatCode(() -> read.adapter(lora).close()).doesNotThrowAnyException();
        }
    }

    private boolean isMapped() throws IOException {
        String file = folder.resolve(WEIGHTS).toRealPath().toString();
        return Files.readAllLines(Path.of("/proc/self/maps")).stream().anyMatch(line -> line.endsWith(file));
    }

    private void write(Precision precision) throws IOException {
        TinyModel.write(folder, CONFIG, TinyModel.weights(CONFIG, 1), precision);
    }

    /** Puts so many blanks behind the header. */
    private void lengthenHeader(int blanks) throws IOException {
        ByteBuffer file =
                ByteBuffer.wrap(Files.readAllBytes(folder.resolve(WEIGHTS))).order(ByteOrder.LITTLE_ENDIAN);
        int header = (int) file.getLong(0);
        byte[] more = new byte[blanks];
        Arrays.fill(more, (byte) ' ');
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header + blanks)
                .array());
        out.write(file.array(), 8, header);
        out.writeBytes(more);
        out.write(file.array(), 8 + header, file.capacity() - 8 - header);
        Files.write(folder.resolve(WEIGHTS), out.toByteArray());
    }

    /** Log-probabilities and gradients of a batch, and the logits of a decoded token. */
    private static float[][] computed(PolicyModel model) {
        LoraConfig config = new LoraConfig(4, 8, LoraConfig.ALL_LINEARS);
        LoraWeights lora = TinyModel.adapter(CONFIG, config, 3);
        List<Completion> batch = List.of(
                new Completion(TinyModel.tokens(30, 1), TinyModel.tokens(40, 2)),
                new Completion(TinyModel.tokens(5, 3), TinyModel.tokens(60, 4)));
        List<float[]> found = new ArrayList<>();
        try (LoraTrainer trainer = model.trainer();
                Decoder decoder = model.decoder(null, 4)) {
            trainer.load(lora);
            try (LoraTrainer.Pass pass = trainer.forward(batch)) {
                found.addAll(List.of(pass.tokenLogProbs()));
                pass.backward(pass.tokenLogProbs());
            }
            trainer.step(AdamWConfig.of(1e-3));
            trainer.weights().matrices().values().forEach(matrix -> found.add(matrix.values()));
            found.add(decoder.prefill(0, TinyModel.tokens(20, 5)));
            found.add(decoder.step(new int[] {0}, new int[] {7})[0]);
        }
        return found.toArray(float[][]::new);
    }
}
