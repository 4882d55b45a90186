package dev.backchannel.learner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.policy.ModelConfig;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The larger the base, the smaller its steps: the seed policy's learning rate is never a large model's. */
class LearnerPresetsTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            seed policy,   192,   512,  4,  6, 2,  32,   1603, 1.4e-3, 1.0
            SmolLM2-135M,  576,  1536, 30,  9, 3,  64,  49152, 1e-4, 1.0
            Qwen2.5-0.5B,  896,  4864, 24, 14, 2,  64, 151936, 1e-4, 1.0
            Llama-3.2-1B, 2048,  8192, 16, 32, 8,  64, 128256, 2e-5, 0.2
            Llama-3.1-8B, 4096, 14336, 32, 32, 8, 128, 128256, 2e-5, 0.2
            """)
    void stepsShrinkWithTheBase(
            String base,
            int hidden,
            int inner,
            int layers,
            int heads,
            int kvHeads,
            int headDim,
            int vocabulary,
            double learningRate,
            double sftWeight) {
        LearnerConfig preset = LearnerPresets.of(new ModelConfig(
                "llama",
                hidden,
                inner,
                layers,
                heads,
                kvHeads,
                headDim,
                vocabulary,
                2048,
                1e4,
                1e-5,
                true,
                false,
                false));
        assertThat(preset.optimizer().learningRate()).isEqualTo(learningRate);
        assertThat(preset.loss().sftWeight()).isEqualTo(sftWeight);
    }
}
