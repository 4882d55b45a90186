package dev.backchannel.policy.graph;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import dev.backchannel.policy.AdamWConfig;
import dev.backchannel.policy.EngineOptions;
import dev.backchannel.policy.LoraConfig;
import dev.backchannel.policy.LoraWeights;
import dev.backchannel.policy.ModelConfig;
import dev.backchannel.policy.OptimizerState;
import dev.backchannel.policy.Precision;
import dev.backchannel.policy.TinyModel;
import dev.backchannel.policy.format.WeightFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainedLoraTest {
    /** So wide that the library would cut the sums of a norm among threads. */
    private static final ModelConfig WIDE =
            new ModelConfig("qwen2", 64, 9000, 1, 4, 2, 16, TinyModel.VOCABULARY, 256, 1e4, 1e-6, true, true, false);

    @TempDir
    Path folder;

    @Test
    void aStepMakesTheSameBytesOnAnyNumberOfThreads() throws IOException {
        TinyModel.write(folder, WIDE, TinyModel.weights(WIDE, 3), Precision.FP32);
        LoraWeights initial = TinyModel.adapter(WIDE, new LoraConfig(16, 32, LoraConfig.ALL_LINEARS), 5);
        List<Double> norms = new ArrayList<>();
        List<LoraWeights> weights = new ArrayList<>();
        List<OptimizerState> optimizers = new ArrayList<>();
        for (int threads : new int[] {1, 2, 4}) {
            try (DeviceModel model = DeviceModel.load(WIDE, EngineOptions.cpu(threads), WeightFiles.open(folder));
                    TrainedLora lora = new TrainedLora(model, initial, OptimizerState.initial(initial))) {
                Random random = new Random(1);
                for (int step = 0; step < 2; step++) {
                    for (NDArray sum : lora.sums()) {
                        float[] gradient = new float[(int) sum.size()];
                        for (int i = 0; i < gradient.length; i++) {
                            gradient[i] = (float) random.nextGaussian();
                        }
                        sum.addi(model.manager().create(gradient, sum.getShape()));
                    }
                    norms.add(lora.step(AdamWConfig.of(0.01)));
                }
                weights.add(lora.weights());
                optimizers.add(lora.optimizer());
            }
        }
        assertThat(norms)
                .containsExactly(norms.get(0), norms.get(1), norms.get(0), norms.get(1), norms.get(0), norms.get(1));
        assertThat(weights).containsOnly(weights.get(0)).doesNotContain(initial);
        assertThat(optimizers).containsOnly(optimizers.get(0));
    }
}
