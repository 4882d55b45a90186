package dev.backchannel.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keys and values may take, and that giving it back leaves nothing behind. */
class DecoderMemoryTest {
    @TempDir
    Path folder;

    @Test
    void memoryForKeysAndValuesIsAHardLimit() throws IOException {
        ModelConfig config = TinyModel.llama();
        long perPosition = 2L * config.layers() * config.kvHeads() * config.headDim() * 4;
        try (PolicyModel model = load(config);
                Decoder roomy = model.decoder(null, 16);
                Decoder tight = model.decoder(null, 16, 4 * 128 * perPosition * 3 / 2 + 3)) {
            assertThat(roomy.contextLength()).isEqualTo(256);
            assertThat(tight.contextLength()).isEqualTo(127);
            assertThat(tight.fits(3, 127)).isTrue();
            assertThat(tight.fits(4, 64)).isFalse(); // eight rows of two blocks
            assertThat(tight.fits(4, 63)).isTrue();
            float[] expected = roomy.prefill(0, TinyModel.tokens(100, 1));
            for (int row = 0; row < 8; row++) {
                tight.begin(row, 60, null);
            }
            assertThat(tight.read(7, TinyModel.tokens(50, 2))).isEqualTo(roomy.prefill(1, TinyModel.tokens(50, 2)));
            assertThat(tight.fits(0, 127)).isFalse();
            assertThatThrownBy(() -> tight.begin(0, 127, null))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("127");
            for (int row = 4; row < 8; row++) {
                tight.release(row);
            }
            float[] second = tight.read(1, TinyModel.tokens(30, 3)); // survives the move into longer rows
            tight.begin(0, 127, null);
            assertThat(tight.read(0, TinyModel.tokens(100, 1))).isEqualTo(expected);
            assertThat(tight.step(new int[] {1}, new int[] {7})[0]).hasSameSizeAs(second);
            assertThat(tight.step(new int[] {0}, new int[] {7})[0])
                    .isEqualTo(roomy.step(new int[] {0}, new int[] {7})[0]);
            assertThatThrownBy(() -> model.decoder(null, 4, 1000)).hasMessageContaining("1000");
        }
    }

    @Test
    void beginsAnewAfterALargeCacheWasGivenBack() throws IOException {
        try (PolicyModel model = load(TinyModel.llama());
                Decoder decoder = model.decoder(null, 256)) {
            float[] first = decoder.prefill(0, TinyModel.tokens(9, 1));
            float[] second = decoder.step(new int[] {0}, new int[] {5})[0];
            decoder.prefill(255, TinyModel.tokens(130, 2)); // 256 rows of 192 places
            decoder.release(0);
            assertThat(decoder.step(new int[] {255}, new int[] {5})[0]).hasSameSizeAs(second);
            decoder.release(255);
            assertThat(decoder.prefill(0, TinyModel.tokens(9, 1))).isEqualTo(first);
            assertThat(decoder.step(new int[] {0}, new int[] {5})[0]).isEqualTo(second);
        }
    }

    private PolicyModel load(ModelConfig config) throws IOException {
        TinyModel.write(folder, config, TinyModel.weights(config, 3), Precision.FP32);
        return PolicyModel.load(folder, EngineOptions.cpu(2));
    }
}
