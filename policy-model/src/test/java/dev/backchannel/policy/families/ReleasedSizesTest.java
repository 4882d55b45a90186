package dev.backchannel.policy.families;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.policy.LoraConfig;
import dev.backchannel.policy.ModelConfig;
import dev.backchannel.policy.RopeScaling;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The numbers of parameters that the releases have, which hold the layouts to them; and the adapters by size. */
class ReleasedSizesTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            SmolLM2-135M,  llama,   576,  1536, 30,  9, 3,  64,  49152, true,    134515008, 7
            Qwen2.5-0.5B,  qwen2,   896,  4864, 24, 14, 2,  64, 151936, true,    494032768, 7
            Qwen3-0.6B,    qwen3,  1024,  3072, 28, 16, 8, 128, 151936, true,    596049920, 7
            Llama-3.2-1B,  llama,  2048,  8192, 16, 32, 8,  64, 128256, true,   1235814400, 7
            Mistral-7B,    mistral, 4096, 14336, 32, 32, 8, 128, 32768, false,  7248023552, 4
            Llama-3.1-8B,  llama,  4096, 14336, 32, 32, 8, 128, 128256, false,  8030261248, 4
            """)
    void hasAsManyParametersAsItsRelease(
            String release,
            String type,
            int hidden,
            int inner,
            int layers,
            int heads,
            int kvHeads,
            int headDim,
            int vocabulary,
            boolean tied,
            long parameters,
            int adapted) {
        ModelConfig config = new ModelConfig(
                type,
                hidden,
                inner,
                layers,
                heads,
                kvHeads,
                headDim,
                vocabulary,
                4096,
                1e6,
                new RopeScaling.None(),
                1e-6,
                tied,
                type.equals("qwen2"),
                false,
                type.equals("qwen3"));
        assertThat(config.parameters()).isEqualTo(parameters);
        LoraConfig lora = LoraConfig.suiting(config);
        assertThat(lora.rank()).isEqualTo(16);
        assertThat(lora.targetModules()).hasSize(adapted);
    }
}
