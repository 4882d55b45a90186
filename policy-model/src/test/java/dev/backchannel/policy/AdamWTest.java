package dev.backchannel.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AdamWTest {
    private static final LoraConfig LORA = new LoraConfig(1, 1, List.of("q_proj"));

    /** Two steps of one weight, worked out by hand: lr 0.1, β (0.9, 0.99), ε 0, λ 0.5, gradients 2 then −1. */
    @Test
    void followsTheAlgorithm() {
        AdamWConfig config = new AdamWConfig(0.1, 0.9, 0.99, 0, 0.5, Double.POSITIVE_INFINITY);
        LoraWeights weights = weights(1f);
        AdamW.Update one = AdamW.step(weights, OptimizerState.initial(weights), gradients(2f), config);
        // m = 0.2, v = 0.04; m̂ = 2, v̂ = 4; step 0.1·(2/2 + 0.5·1) = 0.15
        assertThat(value(one.weights())).isCloseTo(0.85f, within(1e-6f));
        assertThat(one.state().first().get("x").values()[0]).isCloseTo(0.2f, within(1e-7f));
        assertThat(one.state().second().get("x").values()[0]).isCloseTo(0.04f, within(1e-7f));
        AdamW.Update two = AdamW.step(one.weights(), one.state(), gradients(-1f), config);
        // m = 0.08, v = 0.0496; m̂ = 0.08/0.19, v̂ = 0.0496/0.0199; 0.85 − 0.1·(m̂/√v̂ + 0.5·0.85)
        double expected = 0.85 - 0.1 * (0.08 / 0.19 / Math.sqrt(0.0496 / 0.0199) + 0.425);
        assertThat(value(two.weights())).isCloseTo((float) expected, within(1e-6f));
        assertThat(two.state().step()).isEqualTo(2);
    }

    @Test
    void clipsTheGlobalNormAndReportsItUnclipped() {
        AdamWConfig config = new AdamWConfig(0.1, 0, 0, 1, 0, 1);
        LoraWeights weights = weights(0f);
        AdamW.Update update = AdamW.step(weights, OptimizerState.initial(weights), gradients(4f), config);
        assertThat(update.gradientNorm()).isEqualTo(4);
        assertThat(value(update.weights())).isCloseTo(-0.05f, within(1e-7f)); // −0.1·1/(1+1)
    }

    @Test
    void leavesItsArgumentsAlone() {
        LoraWeights weights = weights(1f);
        OptimizerState state = OptimizerState.initial(weights);
        AdamW.step(weights, state, gradients(2f), AdamWConfig.of(0.1));
        assertThat(weights).isEqualTo(weights(1f));
        assertThat(state).isEqualTo(OptimizerState.initial(weights(1f)));
    }

    @Test
    void refusesGradientsOfAnotherAdapter() {
        LoraWeights weights = weights(1f);
        OptimizerState state = OptimizerState.initial(weights);
        TreeMap<String, Matrix> other = new TreeMap<>();
        other.put("y", Matrix.zeros(1, 1));
        assertThatThrownBy(() -> AdamW.step(weights, state, new LoraGradients(other), AdamWConfig.of(0.1)))
                .hasMessageContaining("x");
        other.put("x", Matrix.zeros(1, 2));
        assertThatThrownBy(() -> AdamW.step(weights, state, new LoraGradients(other), AdamWConfig.of(0.1)))
                .hasMessageContaining("1x2");
    }

    @Test
    void deltaNormIsThatOfTheScaledProduct() {
        TreeMap<String, Matrix> matrices = new TreeMap<>();
        matrices.put(LoraNames.a(0, "q_proj"), new Matrix(2, 3, new float[] {1, 2, 3, -1, 0, 1}));
        matrices.put(LoraNames.b(0, "q_proj"), new Matrix(2, 2, new float[] {1, 1, 0, 2}));
        // BA = [0 2 4; -2 0 2]; norm √28, scaling 6/2
        assertThat(new LoraWeights(new LoraConfig(2, 6, List.of("q_proj")), matrices).deltaNorm())
                .isCloseTo(3 * Math.sqrt(28), within(1e-9));
    }

    private static LoraWeights weights(float value) {
        TreeMap<String, Matrix> matrices = new TreeMap<>();
        matrices.put("x", new Matrix(1, 1, new float[] {value}));
        return new LoraWeights(LORA, matrices);
    }

    private static LoraGradients gradients(float value) {
        return new LoraGradients(weights(value).matrices());
    }

    private static float value(LoraWeights weights) {
        return weights.matrices().get("x").values()[0];
    }
}
