package dev.backchannel.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LoraWeightsTest {
    @Test
    void deltaNormIsThatOfTheScaledProduct() {
        TreeMap<String, Matrix> matrices = new TreeMap<>();
        matrices.put(LoraNames.a(0, "q_proj"), new Matrix(2, 3, new float[] {1, 2, 3, -1, 0, 1}));
        matrices.put(LoraNames.b(0, "q_proj"), new Matrix(2, 2, new float[] {1, 1, 0, 2}));
        // BA = [0 2 4; -2 0 2]; norm √28, scaling 6/2
        assertThat(new LoraWeights(new LoraConfig(2, 6, List.of("q_proj")), matrices).deltaNorm())
                .isCloseTo(3 * Math.sqrt(28), within(1e-9));
    }
}
