package dev.backchannel.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.backchannel.policy.reference.ScalarAdamW;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The optimiser step on the device. */
class AdapterStepTest {
    private static final ModelConfig SHAPE =
            new ModelConfig("qwen2", 64, 512, 2, 4, 2, 16, TinyModel.VOCABULARY, 256, 1e4, 1e-6, true, true, false);

    private static final LoraConfig LORA = new LoraConfig(16, 32, LoraConfig.ALL_LINEARS);

    @TempDir
    Path folder;

    private LoraWeights initial;

    @BeforeEach
    void write() throws IOException {
        TinyModel.write(folder, SHAPE, TinyModel.weights(SHAPE, 3), Precision.FP32);
        initial = TinyModel.adapter(SHAPE, LORA, 5);
    }

    /** The largest norm is below that of every gradient, between, and above. */
    @ParameterizedTest
    @ValueSource(doubles = {0.01, 20, Double.POSITIVE_INFINITY})
    void followsTheAlgorithm(double largestNorm) {
        AdamWConfig config = new AdamWConfig(0.01, 0.9, 0.99, 1e-8, 0.1, largestNorm);
        try (PolicyModel model = PolicyModel.load(folder, EngineOptions.cpu(2));
                LoraTrainer trainer = model.trainer()) {
            ScalarAdamW reference = new ScalarAdamW(initial, config);
            trainer.load(initial);
            for (int step = 1; step <= 4; step++) {
                backward(trainer, step);
                LoraGradients gradients = trainer.gradients();
                assertThat(trainer.step(config)).isCloseTo(gradients.norm(), within(1e-6 * gradients.norm()));
                reference.step(gradients);
                assertThat(trainer.gradients().norm()).isZero();
                assertThat(trainer.optimizer().step()).isEqualTo(step);
                // fp32 against double: the direction is of order 1, so a step's error is far below the rate
                assertThat(reference.distance(trainer.weights())).isLessThan(0.01 * 1e-4);
            }
            assertThat(trainer.weights().deltaNorm()).isGreaterThan(0.1);
        }
    }

    @Test
    void makesTheSameBytesOnAnyNumberOfThreads() {
        List<LoraWeights> weights = new ArrayList<>();
        List<OptimizerState> optimizers = new ArrayList<>();
        for (int threads : new int[] {1, 2, 4}) {
            try (PolicyModel model = PolicyModel.load(folder, EngineOptions.cpu(threads));
                    LoraTrainer trainer = model.trainer()) {
                trainer.load(initial);
                for (int step = 1; step <= 3; step++) {
                    backward(trainer, step);
                    trainer.step(AdamWConfig.of(0.01));
                }
                weights.add(trainer.weights());
                optimizers.add(trainer.optimizer());
            }
        }
        assertThat(weights.get(1)).isEqualTo(weights.get(0)).isNotEqualTo(initial);
        assertThat(weights.get(2)).isEqualTo(weights.get(0));
        assertThat(optimizers).containsOnly(optimizers.get(0));
    }

    /** A learner loads before each step: what it was given back, its stored copy, or what was there before a refusal. */
    @Test
    void goesOnFromWhatWasRead() {
        try (PolicyModel model = PolicyModel.load(folder, EngineOptions.cpu(2));
                LoraTrainer trainer = model.trainer()) {
            trainer.load(initial);
            backward(trainer, 1);
            trainer.step(AdamWConfig.of(0.01));
            LoraWeights weights = trainer.weights();
            OptimizerState optimizer = trainer.optimizer();
            assertThat(trainer.weights()).isSameAs(weights);

            List<LoraWeights> second = new ArrayList<>();
            for (int way = 0; way < 3; way++) {
                if (way == 1) { // gradients that came to nothing are forgotten
                    trainer.load(weights, optimizer);
                    backward(trainer, 7);
                }
                OptimizerState copy = new OptimizerState(optimizer.step(), optimizer.first(), optimizer.second());
                trainer.load(weights, way == 2 ? copy : optimizer);
                backward(trainer, 2);
                trainer.step(AdamWConfig.of(0.01));
                second.add(trainer.weights());
            }
            assertThat(second).containsOnly(second.get(0)).doesNotContain(weights);
        }
    }

    @Test
    void refusesTheMemoryOfAnotherAdapter() {
        try (PolicyModel model = PolicyModel.load(folder, EngineOptions.cpu(1));
                LoraTrainer trainer = model.trainer()) {
            LoraWeights narrow = TinyModel.adapter(SHAPE, new LoraConfig(2, 4, LoraConfig.ALL_LINEARS), 1);
            LoraWeights few = TinyModel.adapter(SHAPE, new LoraConfig(16, 32, List.of("q_proj")), 1);
            assertThatThrownBy(() -> trainer.load(initial, OptimizerState.initial(narrow)))
                    .hasMessageContaining("16x64")
                    .hasMessageContaining("2x64");
            assertThatThrownBy(() -> trainer.load(initial, OptimizerState.initial(few)))
                    .hasMessageContaining("another adapter");
            assertThatThrownBy(() -> trainer.step(AdamWConfig.of(1))).hasMessageContaining("load");
        }
    }

    private static void backward(LoraTrainer trainer, int seed) {
        Completion text = new Completion(TinyModel.tokens(20, seed), TinyModel.tokens(40, seed + 100));
        try (LoraTrainer.Pass pass = trainer.forward(List.of(text))) {
            pass.backward(pass.tokenLogProbs());
        }
    }
}
