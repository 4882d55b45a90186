package dev.backchannel.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.policy.reference.Residuals;
import dev.backchannel.policy.reference.ScalarModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A bias smaller than any tolerance, always to the same side, would pass every comparison of single values and still add up
 * over thousands of steps. So the signs are looked at.
 */
class BiasTest {
    /** Standard errors. */
    private static final double CHANCE = 4;

    private static final ModelConfig SHAPE = TinyModel.qwen2();
    /** Of a weight that is moved; weights are multiples of it, so that it moves exactly. */
    private static final double STEP = 0x1p-10;

    private final Map<String, float[]> base = TinyModel.weights(SHAPE, 11);
    private final LoraWeights lora = rounded(TinyModel.adapter(SHAPE, new LoraConfig(4, 8, LoraConfig.ALL_LINEARS), 5));

    @TempDir
    Path folder;

    @Test
    void logProbabilitiesAreRoundedToEitherSide() throws IOException {
        List<Completion> batch = IntStream.range(0, 32)
                .mapToObj(i -> new Completion(TinyModel.tokens(2 + i % 5, i), TinyModel.tokens(40, 100 + i)))
                .toList();
        Residuals residuals = new Residuals();
        try (PolicyModel model = load();
                Adapter adapter = model.adapter(lora)) {
            float[][] actual = model.tokenLogProbs(batch, adapter);
            ScalarModel reference = new ScalarModel(SHAPE, base, lora);
            for (int i = 0; i < batch.size(); i++) {
                Completion c = batch.get(i);
                double[] expected = reference.logProbs(ForwardTest.join(c.prompt(), c.completion()));
                for (int t = 0; t < actual[i].length; t++) {
                    residuals.add(actual[i][t], expected[c.prompt().length + t]);
                }
            }
        }
        assertUnbiased(residuals);
        assertFound(residuals.shifted(residuals.spread() / 4));
        assertFound(residuals.shifted(-residuals.spread() / 4));
    }

    /** Towards 0 or away from it, and up or down. */
    @Test
    void gradientsAreRoundedToEitherSide() throws IOException {
        List<Completion> batch = List.of(
                new Completion(TinyModel.tokens(4, 1), TinyModel.tokens(9, 2)),
                new Completion(TinyModel.tokens(2, 3), TinyModel.tokens(7, 4)));
        LoraGradients gradients;
        try (PolicyModel model = load();
                LoraTrainer trainer = model.trainer()) {
            trainer.load(lora);
            try (LoraTrainer.Pass pass = trainer.forward(batch)) {
                pass.backward(new float[][] {ones(9), ones(7)});
            }
            gradients = trainer.gradients();
        }
        Residuals upOrDown = new Residuals();
        Residuals outOrIn = new Residuals();
        Residuals shrunk = new Residuals();
        Random random = new Random(8);
        for (Map.Entry<String, Matrix> entry : lora.matrices().entrySet()) {
            for (int sample = 0; sample < 8; sample++) {
                int i = random.nextInt(entry.getValue().values().length);
                double expected = slope(batch, entry.getKey(), i);
                double actual = gradients.matrices().get(entry.getKey()).values()[i];
                upOrDown.add(actual, expected);
                outOrIn.add(actual * Math.signum(expected), Math.abs(expected));
                shrunk.add(actual * (1 - 1e-5) * Math.signum(expected), Math.abs(expected));
            }
        }
        assertUnbiased(upOrDown);
        assertUnbiased(outOrIn);
        assertFound(upOrDown.shifted(upOrDown.spread()));
        assertFound(shrunk);
    }

    private static void assertUnbiased(Residuals residuals) {
        assertThat(residuals.spread()).as("%s", residuals).isBetween(1e-9, 1e-5);
        assertThat(residuals.meanScore()).as("%s", residuals).isBetween(-CHANCE, CHANCE);
        assertThat(residuals.signScore()).as("%s", residuals).isBetween(-CHANCE, CHANCE);
    }

    /** The planted bias is found, though no single value is out of a tolerance's reach. */
    private static void assertFound(Residuals residuals) {
        assertThat(Math.abs(residuals.mean())).as("%s", residuals).isLessThan(1e-4);
        assertThat(Math.abs(residuals.signScore())).as("%s", residuals).isGreaterThan(CHANCE);
    }

    /** dΣ log π / dw by central differences of fourth order, in double precision. */
    private double slope(List<Completion> batch, String name, int index) {
        double near = sum(batch, name, index, STEP) - sum(batch, name, index, -STEP);
        double far = sum(batch, name, index, 2 * STEP) - sum(batch, name, index, -2 * STEP);
        return (8 * near - far) / (12 * STEP);
    }

    private double sum(List<Completion> batch, String name, int index, double by) {
        TreeMap<String, Matrix> matrices = new TreeMap<>(lora.matrices());
        Matrix matrix = matrices.get(name);
        float[] values = matrix.values().clone();
        values[index] += (float) by;
        matrices.put(name, new Matrix(matrix.rows(), matrix.columns(), values));
        ScalarModel moved = new ScalarModel(SHAPE, base, new LoraWeights(lora.config(), matrices));
        double sum = 0;
        for (Completion c : batch) {
            double[] logProbs = moved.logProbs(ForwardTest.join(c.prompt(), c.completion()));
            for (int t = 0; t < c.completion().length; t++) {
                sum += logProbs[c.prompt().length + t];
            }
        }
        return sum;
    }

    private static LoraWeights rounded(LoraWeights lora) {
        TreeMap<String, Matrix> matrices = new TreeMap<>();
        lora.matrices().forEach((name, matrix) -> {
            float[] values = matrix.values().clone();
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (Math.round(values[i] / STEP) * STEP);
            }
            matrices.put(name, new Matrix(matrix.rows(), matrix.columns(), values));
        });
        return new LoraWeights(lora.config(), matrices);
    }

    private static float[] ones(int count) {
        float[] ones = new float[count];
        Arrays.fill(ones, 1);
        return ones;
    }

    private PolicyModel load() throws IOException {
        TinyModel.write(folder, SHAPE, base, Precision.FP32);
        return PolicyModel.load(folder, EngineOptions.cpu(1));
    }
}
