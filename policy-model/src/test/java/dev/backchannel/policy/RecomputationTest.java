package dev.backchannel.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Blocks that are run again give the gradients that kept ones give, to the bit. */
class RecomputationTest {
    private static final List<Completion> BATCH = List.of(
            new Completion(TinyModel.tokens(40, 1), TinyModel.tokens(90, 2)),
            new Completion(TinyModel.tokens(20, 3), TinyModel.tokens(50, 4)),
            new Completion(TinyModel.tokens(1, 5), TinyModel.tokens(70, 6)));

    @TempDir
    Path folder;

    static List<ModelConfig> shapes() {
        return TrainingTest.shapes();
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void changesNoBitOfAnyFamily(ModelConfig config) throws IOException {
        assertSame(config, new EngineOptions(Precision.FP32, "cpu", 2), LoraConfig.ALL_LINEARS);
    }

    @Test
    void changesNoBitInBfloat16() throws IOException {
        assertSame(TinyModel.qwen2(), new EngineOptions(Precision.BF16, "cpu", 2), LoraConfig.ALL_LINEARS);
    }

    @Test
    void changesNoBitWhereOnlySomeLinearsAreAdapted() throws IOException {
        assertSame(TinyModel.llama(), EngineOptions.cpu(1), List.of("down_proj"));
        assertSame(TinyModel.qwen3(), EngineOptions.cpu(1), List.of("k_proj", "o_proj"));
    }

    private void assertSame(ModelConfig config, EngineOptions options, List<String> targets) throws IOException {
        TinyModel.write(folder, config, TinyModel.weights(config, 3), options.precision());
        LoraWeights lora = TinyModel.adapter(config, new LoraConfig(3, 6, targets), 5);
        try (PolicyModel model = PolicyModel.load(folder, options);
                LoraTrainer keeping = model.trainer(false);
                LoraTrainer recomputing = model.trainer(true)) {
            float[][] kept = run(keeping, lora);
            float[][] recomputed = run(recomputing, lora);
            assertThat(recomputed).isDeepEqualTo(kept);
            assertThat(recomputing.gradients().norm()).isPositive();
            assertThat(recomputing.gradients().matrices())
                    .isEqualTo(keeping.gradients().matrices());
            assertThat(recomputing.step(AdamWConfig.of(0.01))).isEqualTo(keeping.step(AdamWConfig.of(0.01)));
            assertThat(recomputing.weights()).isEqualTo(keeping.weights()).isNotEqualTo(lora);
        }
    }

    private static float[][] run(LoraTrainer trainer, LoraWeights lora) {
        trainer.load(lora);
        try (LoraTrainer.Pass pass = trainer.forward(BATCH)) {
            Random random = new Random(4);
            float[][] slopes = pass.tokenLogProbs().clone();
            for (int i = 0; i < slopes.length; i++) {
                slopes[i] = slopes[i].clone();
                for (int t = 0; t < slopes[i].length; t++) {
                    slopes[i][t] = (float) random.nextGaussian();
                }
            }
            pass.backward(slopes);
            return pass.tokenLogProbs();
        }
    }
}
