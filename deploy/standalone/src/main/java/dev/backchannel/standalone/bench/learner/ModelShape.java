package dev.backchannel.standalone.bench.learner;

import dev.backchannel.policy.ModelConfig;
import dev.backchannel.policy.Precision;
import dev.backchannel.policy.RandomModel;
import dev.backchannel.policy.RopeScaling;
import dev.backchannel.policy.seed.SeedPolicy;
import dev.backchannel.standalone.UserError;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model to measure with: the seed policy itself, or random weights in the shape of one that people use.
 *
 * @param name on the command line
 * @param config as the published config.json has it; null for the seed policy, which brings its own
 * @param pairs of a step, unless told otherwise; so are the lengths
 */
record ModelShape(String name, @Nullable ModelConfig config, int pairs, int promptTokens, int completionTokens) {
    private static final List<ModelShape> ALL = List.of(
            new ModelShape("seed", null, 16, 48, 48),
            new ModelShape(
                    "smollm2-135m",
                    new ModelConfig("llama", 576, 1536, 30, 9, 3, 64, 49_152, 8192, 1e5, 1e-5, true, false, false),
                    4,
                    128,
                    128),
            new ModelShape(
                    "qwen2.5-0.5b",
                    new ModelConfig("qwen2", 896, 4864, 24, 14, 2, 64, 151_936, 32_768, 1e6, 1e-6, true, true, false),
                    2,
                    256,
                    256),
            new ModelShape("llama-1b", llama1b(), 1, 256, 256));

    /** @throws UserError naming all shapes */
    static ModelShape of(String name) {
        return ALL.stream()
                .filter(shape -> shape.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> UserError.usage("--shape is " + name + ", but must be one of "
                        + String.join(", ", ALL.stream().map(ModelShape::name).toList())));
    }

    /** Makes the model in the folder, if it is not there already, and tells where it lies. */
    Path write(Path folder) throws IOException {
        return config == null ? SeedPolicy.folder() : RandomModel.write(folder, config, Precision.BF16, 1);
    }

    private static ModelConfig llama1b() {
        return new ModelConfig(
                "llama",
                2048,
                8192,
                16,
                32,
                8,
                64,
                128_256,
                131_072,
                5e5,
                new RopeScaling.Llama3(32, 1, 4, 8192),
                1e-5,
                true,
                false,
                false,
                false);
    }
}
