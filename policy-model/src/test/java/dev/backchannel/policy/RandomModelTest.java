package dev.backchannel.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.backchannel.policy.graph.MatrixProductRate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RandomModelTest {
    @TempDir
    Path folder;

    private final ModelConfig config =
            new ModelConfig("qwen2", 32, 64, 2, 4, 2, 8, 2000, 128, 1e6, 1e-6, true, true, false);

    @Test
    void loadsAndKnowsNothing() throws IOException {
        try (PolicyModel model =
                PolicyModel.load(RandomModel.write(folder, config, Precision.BF16, 1), EngineOptions.cpu(1))) {
            assertThat(model.config()).isEqualTo(config);
            float[] logProbs =
                    model.tokenLogProbs(List.of(new Completion(new int[] {5, 6}, new int[] {7, 1999, 3})), null)[0];
            for (float logProb : logProbs) {
                assertThat((double) logProb).isCloseTo(-Math.log(2000), within(1.0));
            }
        }
    }

    @Test
    void theSameSeedMakesTheSameModel() throws IOException {
        String digest = digest("a", 1);

        assertThat(digest("b", 1)).isEqualTo(digest);
        assertThat(digest("c", 2)).isNotEqualTo(digest);
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void theMachinesProductsAreTimed(Precision precision) throws IOException {
        RandomModel.write(folder, config, precision, 1);
        try (PolicyModel model = PolicyModel.load(folder, new EngineOptions(precision, "cpu", 1));
                MatrixProductRate rate = model.matrixProductRate(128)) {
            assertThat(rate.best(2)).isBetween(1e7, 1e14);
        }
    }

    private String digest(String name, long seed) throws IOException {
        Path at = RandomModel.write(folder.resolve(name), config, Precision.FP32, seed);
        try (PolicyModel model = PolicyModel.load(at, EngineOptions.cpu(1))) {
            return model.baseDigest();
        }
    }
}
