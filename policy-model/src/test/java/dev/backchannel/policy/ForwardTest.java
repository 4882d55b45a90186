package dev.backchannel.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.backchannel.policy.reference.ScalarModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The graph against plain loops in double precision. */
class ForwardTest {
    private static final double TOLERANCE = 1e-4;

    @TempDir
    Path folder;

    static List<ModelConfig> shapes() {
        ModelConfig q = TinyModel.qwen2();
        ModelConfig l = TinyModel.llama();
        return List.of(
                l,
                q,
                new ModelConfig("qwen2", 48, 80, 2, 6, 6, 8, 258, 256, 1e6, 1e-6, false, true, false),
                new ModelConfig("llama", 40, 64, 2, 4, 1, 12, 258, 256, 1e4, 1e-5, true, true, true),
                TinyModel.qwen3(),
                TinyModel.mistral(),
                TinyModel.llama31(),
                TinyModel.yarn(),
                TinyModel.scaled(TinyModel.llama(), new RopeScaling.Linear(4)));
    }

    static List<Completion> batch() {
        return List.of(
                new Completion(TinyModel.tokens(3, 1), TinyModel.tokens(20, 2)),
                new Completion(TinyModel.tokens(31, 3), TinyModel.tokens(5, 4)),
                new Completion(TinyModel.tokens(1, 5), TinyModel.tokens(1, 6)),
                new Completion(TinyModel.tokens(7, 7), new int[0]));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void agreesWithTheReference(ModelConfig config) throws IOException {
        Map<String, float[]> weights = TinyModel.weights(config, 11);
        TinyModel.write(folder, config, weights, Precision.FP32);
        try (PolicyModel model = PolicyModel.load(folder, EngineOptions.cpu(2))) {
            assertThat(model.config()).isEqualTo(config);
            assertAgrees(model.tokenLogProbs(batch(), null), new ScalarModel(config, weights, null), TOLERANCE);
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void agreesWithTheReferenceUnderAnAdapter(ModelConfig config) throws IOException {
        Map<String, float[]> weights = TinyModel.weights(config, 12);
        TinyModel.write(folder, config, weights, Precision.FP32);
        for (List<String> targets :
                List.of(LoraConfig.ALL_LINEARS, List.of("v_proj"), List.of("q_proj", "down_proj"))) {
            LoraWeights lora = TinyModel.adapter(config, new LoraConfig(4, 12, targets), 5);
            try (PolicyModel model = PolicyModel.load(folder, EngineOptions.cpu(2));
                    Adapter adapter = model.adapter(lora)) {
                assertAgrees(model.tokenLogProbs(batch(), adapter), new ScalarModel(config, weights, lora), TOLERANCE);
                double change = Math.abs(
                        model.tokenLogProbs(batch(), adapter)[0][0] - model.tokenLogProbs(batch(), null)[0][0]);
                assertThat(change).isGreaterThan(1e-3);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void bfloat16StaysNearFp32(ModelConfig config) throws IOException {
        Map<String, float[]> weights = TinyModel.weights(config, 13);
        TinyModel.write(folder, config, weights, Precision.BF16);
        LoraWeights lora = TinyModel.adapter(config, new LoraConfig(4, 8, LoraConfig.ALL_LINEARS), 5);
        try (PolicyModel fp32 = PolicyModel.load(folder, EngineOptions.cpu(2));
                PolicyModel bf16 = PolicyModel.load(folder, new EngineOptions(Precision.BF16, "cpu", 2));
                Adapter wide = fp32.adapter(lora);
                Adapter narrow = bf16.adapter(lora)) {
            float[][] expected = fp32.tokenLogProbs(batch(), wide);
            float[][] actual = bf16.tokenLogProbs(batch(), narrow);
            double sum = 0;
            int count = 0;
            for (int i = 0; i < expected.length; i++) {
                for (int t = 0; t < expected[i].length; t++, count++) {
                    sum += Math.abs(expected[i][t] - actual[i][t]);
                }
            }
            assertThat(sum / count).isBetween(1e-6, 0.05);
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void scoresContinuationsOfASharedPrefix(ModelConfig config) throws IOException {
        Map<String, float[]> weights = TinyModel.weights(config, 14);
        TinyModel.write(folder, config, weights, Precision.FP32);
        LoraWeights lora = TinyModel.adapter(config, new LoraConfig(4, 8, LoraConfig.ALL_LINEARS), 6);
        ScalarModel reference = new ScalarModel(config, weights, lora);
        try (PolicyModel model = PolicyModel.load(folder, EngineOptions.cpu(2));
                Adapter adapter = model.adapter(lora)) {
            for (int prefixLength : new int[] {1, 2, 37}) {
                int[] prefix = TinyModel.tokens(prefixLength, 9);
                List<int[]> continuations = new ArrayList<>();
                for (int i = 1; i < 12; i++) {
                    continuations.add(TinyModel.tokens(i, i));
                }
                continuations.add(new int[0]);
                double[] scores = model.score(prefix, continuations, adapter);
                for (int i = 0; i < 11; i++) {
                    double[] logProbs = reference.logProbs(join(prefix, continuations.get(i)));
                    double mean = Arrays.stream(logProbs, prefixLength, logProbs.length)
                            .average()
                            .orElseThrow();
                    assertThat(scores[i]).isCloseTo(mean, within(TOLERANCE));
                }
                assertThat(scores[11]).isNaN();
            }
        }
    }

    private static void assertAgrees(float[][] actual, ScalarModel reference, double tolerance) {
        for (int i = 0; i < actual.length; i++) {
            Completion c = batch().get(i);
            double[] expected = reference.logProbs(join(c.prompt(), c.completion()));
            assertThat(actual[i]).hasSize(c.completion().length);
            for (int t = 0; t < actual[i].length; t++) {
                assertThat((double) actual[i][t])
                        .as("text %d, token %d", i, t)
                        .isCloseTo(expected[c.prompt().length + t], within(tolerance));
            }
        }
    }

    static int[] join(int[] a, int[] b) {
        int[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }
}
