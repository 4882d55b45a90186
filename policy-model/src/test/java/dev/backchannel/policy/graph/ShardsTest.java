package dev.backchannel.policy.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.backchannel.policy.Completion;
import dev.backchannel.policy.EngineOptions;
import dev.backchannel.policy.LoraConfig;
import dev.backchannel.policy.LoraGradients;
import dev.backchannel.policy.LoraTrainer;
import dev.backchannel.policy.LoraWeights;
import dev.backchannel.policy.ModelConfig;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.Precision;
import dev.backchannel.policy.TinyModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardsTest {
    private static final ModelConfig SHAPE = TinyModel.qwen2();

    @TempDir
    Path folder;

    /** 24 texts of 60 to 83 tokens: two parts. */
    private final List<Completion> batch = IntStream.range(0, 24)
            .mapToObj(i -> new Completion(TinyModel.tokens(40, i), TinyModel.tokens(20 + i, 100 + i)))
            .toList();

    private final float[][] slopes =
            batch.stream().map(c -> slope(c.completion().length)).toArray(float[][]::new);

    private static float[] slope(int tokens) {
        float[] slope = new float[tokens];
        for (int t = 0; t < tokens; t++) {
            slope[t] = (t % 3 - 1) * 0.1f;
        }
        return slope;
    }

    @Test
    void cutsByTokensAndWidthInOrder() {
        assertThat(sizes(batch, SHAPE)).containsExactly(12, 12);
        assertThat(sizes(batch.subList(0, 4), SHAPE)).containsExactly(4);
        assertThat(sizes(repeated(2), SHAPE)).containsExactly(12, 12, 12, 12);
        assertThat(sizes(repeated(40), SHAPE)).hasSize(8);
        assertThat(Shards.cut(repeated(2), SHAPE).stream().flatMap(List::stream))
                .containsExactlyElementsOf(repeated(2));
        ModelConfig wide = new ModelConfig(
                "qwen2", 512, 512, 2, 4, 2, 16, TinyModel.VOCABULARY, 256, 1e4, 1e-6, true, true, false);
        assertThat(sizes(batch, wide)).containsExactly(24);
    }

    @Test
    void aPartWithNothingToRateIsNotLeftAlone() {
        List<Completion> texts = new ArrayList<>(batch);
        for (int i = 12; i < 24; i++) {
            texts.set(i, new Completion(TinyModel.tokens(60, i), new int[0]));
        }
        assertThat(sizes(texts, SHAPE)).containsExactly(24);
    }

    @Test
    void partsRateAndTrainAsOneTextAfterTheOther() throws IOException {
        write();
        LoraWeights lora = TinyModel.adapter(SHAPE, new LoraConfig(3, 6, LoraConfig.ALL_LINEARS), 5);
        try (PolicyModel model = PolicyModel.load(folder, EngineOptions.cpu(2));
                LoraTrainer trainer = model.trainer()) {
            trainer.load(lora);
            float[][] together = gradientsOf(trainer, batch, slopes);
            LoraGradients sum = trainer.gradients();
            trainer.load(lora);
            for (int i = 0; i < batch.size(); i++) {
                float[][] alone = gradientsOf(trainer, batch.subList(i, i + 1), new float[][] {slopes[i]});
                assertClose(together[i], alone[0]);
                assertClose(model.tokenLogProbs(batch, null)[i], model.tokenLogProbs(batch.subList(i, i + 1), null)[0]);
            }
            LoraGradients oneByOne = trainer.gradients();
            sum.matrices()
                    .forEach((name, matrix) -> assertClose(
                            matrix.values(), oneByOne.matrices().get(name).values()));
        }
    }

    @Test
    void theNumberOfThreadsShowsInNoBit() throws IOException {
        write();
        LoraWeights lora = TinyModel.adapter(SHAPE, new LoraConfig(3, 6, LoraConfig.ALL_LINEARS), 5);
        List<LoraGradients> found = new ArrayList<>();
        List<float[][]> rated = new ArrayList<>();
        for (int threads : new int[] {1, 2, 4}) {
            try (PolicyModel model = PolicyModel.load(folder, EngineOptions.cpu(threads));
                    LoraTrainer trainer = model.trainer()) {
                trainer.load(lora);
                gradientsOf(trainer, batch, slopes);
                found.add(trainer.gradients());
                rated.add(model.tokenLogProbs(batch, null));
            }
        }
        assertThat(found.get(1).matrices()).isEqualTo(found.get(0).matrices());
        assertThat(found.get(2).matrices()).isEqualTo(found.get(0).matrices());
        assertThat(rated.get(1)).isDeepEqualTo(rated.get(0));
        assertThat(rated.get(2)).isDeepEqualTo(rated.get(0));
    }

    @Test
    void aFailureIsToldWhenAllHaveEnded() {
        AtomicInteger ended = new AtomicInteger();
        List<Supplier<Integer>> work = List.of(
                () -> {
                    throw new IllegalStateException("first");
                },
                () -> {
                    for (int i = 0; i < 1000; i++) {
                        Thread.onSpinWait();
                    }
                    return ended.incrementAndGet();
                },
                ended::incrementAndGet);
        try (ShardWorkers workers = new ShardWorkers(2)) {
            assertThatThrownBy(() -> workers.all(work))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("first");
            assertThat(ended).hasValue(2);
        }
    }

    private void write() throws IOException {
        TinyModel.write(folder, SHAPE, TinyModel.weights(SHAPE, 3), Precision.FP32);
    }

    private List<Completion> repeated(int times) {
        List<Completion> all = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            all.addAll(batch);
        }
        return all;
    }

    private static List<Integer> sizes(List<Completion> texts, ModelConfig config) {
        return Shards.cut(texts, config).stream().map(List::size).toList();
    }

    private static float[][] gradientsOf(LoraTrainer trainer, List<Completion> texts, float[][] slopes) {
        try (LoraTrainer.Pass pass = trainer.forward(texts)) {
            pass.backward(slopes);
            return pass.tokenLogProbs();
        }
    }

    private static void assertClose(float[] actual, float[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        double scale = Arrays.stream(toDoubles(expected)).map(Math::abs).max().orElse(0);
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within((float) (1e-4 * scale + 1e-5)));
        }
    }

    private static double[] toDoubles(float[] values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }
}
