package dev.backchannel.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.backchannel.policy.reference.ScalarModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FullTrainerTest {
    private static final List<int[]> TEXTS = List.of(TinyModel.tokens(12, 1), TinyModel.tokens(7, 2));
    private static final List<boolean[]> COUNTS = List.of(all(12), all(7));

    @TempDir
    Path folder;

    @Test
    void learnsByHeartAndSavesWhatItLearned() throws IOException {
        ModelConfig config = TinyModel.qwen2();
        Map<String, float[]> weights;
        double last;
        try (FullTrainer trainer = FullTrainer.initialise(config, AdamWConfig.of(0), EngineOptions.cpu(2), 1)) {
            double first = trainer.step(TEXTS, COUNTS, 3e-3);
            assertThat(first).isCloseTo(Math.log(TinyModel.VOCABULARY), within(0.3));
            for (int i = 0; i < 60; i++) {
                trainer.step(TEXTS, COUNTS, 3e-3);
            }
            last = trainer.loss(TEXTS, COUNTS);
            assertThat(last).isLessThan(1);
            weights = trainer.weights();
            trainer.save(folder, Precision.FP32, -1, TinyModel.END);
        }
        assertThat(loss(new ScalarModel(config, weights, null))).isCloseTo(last, within(1e-4));
        TinyModel.write(folder, config, weights, Precision.FP32);
        try (PolicyModel model = PolicyModel.load(folder, EngineOptions.cpu(2))) {
            assertThat(model.config()).isEqualTo(config);
            float[] logProbs = model.tokenLogProbs(
                            List.of(new Completion(
                                    new int[] {TEXTS.get(0)[0]}, java.util.Arrays.copyOfRange(TEXTS.get(0), 1, 12))),
                            null)[0];
            double[] expected = new ScalarModel(config, weights, null).logProbs(TEXTS.get(0));
            for (int t = 1; t < 12; t++) {
                assertThat((double) logProbs[t - 1]).isCloseTo(expected[t], within(1e-4));
            }
        }
    }

    /** One step of plain sign descent (β = 0, clipped) against a finite difference of the reference's loss. */
    @Test
    void stepsAgainstTheReferencesGradient() {
        ModelConfig config = TinyModel.llama();
        AdamWConfig signs = new AdamWConfig(0, 0, 0, 1e-12, 0, 1e9);
        Map<String, float[]> before;
        Map<String, float[]> after;
        try (FullTrainer trainer = FullTrainer.initialise(config, signs, EngineOptions.cpu(2), 1)) {
            before = trainer.weights();
            trainer.step(TEXTS, COUNTS, 1e-3);
            after = trainer.weights();
        }
        for (String name : before.keySet()) {
            float[] values = before.get(name);
            int i = values.length / 3;
            float original = values[i];
            values[i] = original + 1e-2f;
            double up = loss(new ScalarModel(config, before, null));
            values[i] = original - 1e-2f;
            double down = loss(new ScalarModel(config, before, null));
            values[i] = original;
            if (Math.abs(up - down) > 1e-6) { // unused embeddings have no gradient
                assertThat(Math.signum(after.get(name)[i] - original)).as(name).isEqualTo((float)
                        Math.signum(down - up));
            }
        }
    }

    @Test
    void onlyCountedTokensCount() {
        try (FullTrainer trainer =
                FullTrainer.initialise(TinyModel.llama(), AdamWConfig.of(0), EngineOptions.cpu(2), 1)) {
            boolean[] some = new boolean[12];
            some[5] = true;
            double one = trainer.loss(TEXTS, List.of(some, new boolean[7]));
            double[] logProbs = new ScalarModel(TinyModel.llama(), trainer.weights(), null).logProbs(TEXTS.get(0));
            assertThat(one).isCloseTo(-logProbs[5], within(1e-4));
            List<boolean[]> none = List.of(new boolean[12], new boolean[7]);
            assertThatThrownBy(() -> trainer.loss(TEXTS, none)).hasMessageContaining("counts");
            List<int[]> tooLong = List.of(TinyModel.tokens(258, 1));
            assertThatThrownBy(() -> trainer.step(tooLong, List.of(all(258)), 1))
                    .hasMessageContaining("258");
        }
    }

    private static double loss(ScalarModel model) {
        double sum = 0;
        int count = 0;
        for (int[] text : TEXTS) {
            double[] logProbs = model.logProbs(text);
            for (int t = 1; t < text.length; t++, count++) {
                sum -= logProbs[t];
            }
        }
        return sum / count;
    }

    private static boolean[] all(int length) {
        boolean[] flags = new boolean[length];
        java.util.Arrays.fill(flags, true);
        return flags;
    }
}
