package dev.backchannel.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.backchannel.policy.reference.ScalarModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TrainingTest {
    @TempDir
    Path folder;

    static List<ModelConfig> shapes() {
        return List.of(TinyModel.llama(), TinyModel.qwen2(), TinyModel.qwen3(), TinyModel.llama31(), TinyModel.yarn());
    }

    static final List<Completion> BATCH = List.of(
            new Completion(TinyModel.tokens(4, 1), TinyModel.tokens(9, 2)),
            new Completion(TinyModel.tokens(2, 3), TinyModel.tokens(5, 4)));

    @ParameterizedTest
    @MethodSource("shapes")
    void gradientsAgreeWithFiniteDifferencesOfTheReference(ModelConfig config) throws IOException {
        Map<String, float[]> base = TinyModel.weights(config, 3);
        LoraWeights lora = TinyModel.adapter(config, new LoraConfig(3, 6, LoraConfig.ALL_LINEARS), 5);
        float[][] slopes = slopes();
        LoraGradients gradients;
        try (PolicyModel model = load(config);
                LoraTrainer trainer = model.trainer()) {
            trainer.load(lora);
            gradients = gradients(trainer, BATCH, slopes);
        }
        assertThat(gradients.matrices().keySet()).isEqualTo(lora.matrices().keySet());
        Random random = new Random(8);
        for (Map.Entry<String, Matrix> entry : lora.matrices().entrySet()) {
            int i = random.nextInt(entry.getValue().values().length);
            double h = 1e-3;
            double up = loss(new ScalarModel(config, base, moved(lora, entry.getKey(), i, h)), slopes);
            double down = loss(new ScalarModel(config, base, moved(lora, entry.getKey(), i, -h)), slopes);
            // the perturbed weight is a float: divide by what it really moved
            double moved = (double) moved(lora, entry.getKey(), i, h)
                            .matrices()
                            .get(entry.getKey())
                            .values()[i]
                    - moved(lora, entry.getKey(), i, -h)
                            .matrices()
                            .get(entry.getKey())
                            .values()[i];
            double expected = (up - down) / moved;
            assertThat((double) gradients.matrices().get(entry.getKey()).values()[i])
                    .as("%s[%d]", entry.getKey(), i)
                    .isCloseTo(expected, within(2e-3 + 2e-3 * Math.abs(expected)));
        }
    }

    @Test
    void untargetedLinearsGetNoGradientAndABatchIsTheSumOfItsParts() throws IOException {
        ModelConfig config = TinyModel.llama();
        LoraWeights lora = TinyModel.adapter(config, new LoraConfig(2, 4, List.of("v_proj", "down_proj")), 5);
        float[][] slopes = slopes();
        try (PolicyModel model = load(config);
                LoraTrainer trainer = model.trainer()) {
            trainer.load(lora);
            LoraGradients whole = gradients(trainer, BATCH, slopes);
            trainer.load(lora);
            gradients(trainer, BATCH.subList(0, 1), new float[][] {slopes[0]});
            LoraGradients parts = gradients(trainer, BATCH.subList(1, 2), new float[][] {slopes[1]});
            assertThat(whole.matrices()).hasSize(2 * 2 * config.layers());
            whole.matrices().forEach((name, matrix) -> {
                for (int i = 0; i < matrix.values().length; i++) {
                    assertThat(parts.matrices().get(name).values()[i])
                            .isCloseTo(matrix.values()[i], within(1e-4f + 1e-4f * Math.abs(matrix.values()[i])));
                }
            });
        }
    }

    @Test
    void likelihoodTrainingMovesTheModelAndTwoRunsMakeTheSameBytes() throws IOException {
        ModelConfig config = TinyModel.qwen2();
        try (PolicyModel model = load(config)) {
            LoraWeights first = train(model, 12);
            LoraWeights second = train(model, 12);
            assertThat(second).isEqualTo(first);
            assertThat(first.deltaNorm()).isGreaterThan(0.01);
            try (Adapter adapter = model.adapter(first)) {
                assertThat(sum(model.tokenLogProbs(BATCH, adapter)))
                        .isGreaterThan(sum(model.tokenLogProbs(BATCH, null)) + 5);
            }
        }
    }

    @Test
    void trainsInBfloat16() throws IOException {
        TinyModel.write(folder, TinyModel.llama(), TinyModel.weights(TinyModel.llama(), 3), Precision.BF16);
        try (PolicyModel model = PolicyModel.load(folder, new EngineOptions(Precision.BF16, "cpu", 2))) {
            LoraWeights trained = train(model, 12);
            try (Adapter adapter = model.adapter(trained)) {
                assertThat(sum(model.tokenLogProbs(BATCH, adapter)))
                        .isGreaterThan(sum(model.tokenLogProbs(BATCH, null)) + 5);
            }
        }
    }

    @Test
    void aFreshAdapterChangesNothing() throws IOException {
        ModelConfig config = TinyModel.llama();
        LoraWeights lora = LoraWeights.initial(config, new LoraConfig(4, 8, LoraConfig.ALL_LINEARS), 1);
        try (PolicyModel model = load(config);
                LoraTrainer trainer = model.trainer()) {
            trainer.load(lora);
            assertThat(lora.deltaNorm()).isZero();
            try (LoraTrainer.Pass pass = trainer.forward(BATCH)) {
                assertThat(pass.tokenLogProbs()).isDeepEqualTo(model.tokenLogProbs(BATCH, null));
            }
        }
    }

    @Test
    void refusesWhatItCannotTrain() throws IOException {
        ModelConfig config = TinyModel.llama();
        try (PolicyModel model = load(config);
                LoraTrainer trainer = model.trainer()) {
            assertThatThrownBy(() -> trainer.forward(BATCH)).hasMessageContaining("load");
            LoraWeights foreign = LoraWeights.initial(TinyModel.qwen2(), model.defaultLora(), 1);
            assertThatThrownBy(() -> trainer.load(foreign)).hasMessageContaining("another");
            assertThatThrownBy(() -> model.adapter(foreign)).hasMessageContaining("another");
            trainer.load(LoraWeights.initial(config, model.defaultLora(), 1));
            List<Completion> tooLong = List.of(new Completion(TinyModel.tokens(250, 1), TinyModel.tokens(8, 1)));
            assertThatThrownBy(() -> trainer.forward(tooLong)).hasMessageContaining("258");
            try (LoraTrainer.Pass pass = trainer.forward(BATCH)) {
                assertThatThrownBy(() -> trainer.forward(BATCH)).hasMessageContaining("open");
                assertThatThrownBy(() -> pass.backward(new float[1][])).hasMessageContaining("1 rows");
                pass.backward(slopes());
                assertThatThrownBy(() -> pass.backward(slopes())).hasMessageContaining("once");
            }
        }
    }

    private static LoraWeights train(PolicyModel model, int steps) {
        try (LoraTrainer trainer = model.trainer()) {
            trainer.load(LoraWeights.initial(model.config(), new LoraConfig(4, 8, LoraConfig.ALL_LINEARS), 1));
            for (int step = 0; step < steps; step++) {
                gradients(trainer, BATCH, constant(-1f / 14));
                trainer.step(AdamWConfig.of(0.01));
            }
            return trainer.weights();
        }
    }

    private static LoraGradients gradients(LoraTrainer trainer, List<Completion> batch, float[][] slopes) {
        try (LoraTrainer.Pass pass = trainer.forward(batch)) {
            pass.backward(slopes);
        }
        return trainer.gradients();
    }

    private static double loss(ScalarModel model, float[][] slopes) {
        double loss = 0;
        for (int i = 0; i < BATCH.size(); i++) {
            Completion c = BATCH.get(i);
            double[] logProbs = model.logProbs(ForwardTest.join(c.prompt(), c.completion()));
            for (int t = 0; t < c.completion().length; t++) {
                loss += slopes[i][t] * logProbs[c.prompt().length + t];
            }
        }
        return loss;
    }

    private static LoraWeights moved(LoraWeights lora, String name, int index, double by) {
        TreeMap<String, Matrix> matrices = new TreeMap<>(lora.matrices());
        Matrix matrix = matrices.get(name);
        float[] values = matrix.values().clone();
        values[index] += (float) by;
        matrices.put(name, new Matrix(matrix.rows(), matrix.columns(), values));
        return new LoraWeights(lora.config(), matrices);
    }

    private static float[][] slopes() {
        Random random = new Random(4);
        float[][] slopes = constant(0);
        for (float[] row : slopes) {
            for (int i = 0; i < row.length; i++) {
                row[i] = (float) random.nextGaussian();
            }
        }
        return slopes;
    }

    private static float[][] constant(float value) {
        float[][] slopes = new float[BATCH.size()][];
        for (int i = 0; i < slopes.length; i++) {
            slopes[i] = new float[BATCH.get(i).completion().length];
            java.util.Arrays.fill(slopes[i], value);
        }
        return slopes;
    }

    private static double sum(float[][] values) {
        double sum = 0;
        for (float[] row : values) {
            for (float value : row) {
                sum += value;
            }
        }
        return sum;
    }

    private PolicyModel load(ModelConfig config) throws IOException {
        TinyModel.write(folder, config, TinyModel.weights(config, 3), Precision.FP32);
        return PolicyModel.load(folder, EngineOptions.cpu(2));
    }
}
