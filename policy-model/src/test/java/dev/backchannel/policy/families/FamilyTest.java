package dev.backchannel.policy.families;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.backchannel.policy.Adapter;
import dev.backchannel.policy.Completion;
import dev.backchannel.policy.Decoder;
import dev.backchannel.policy.EngineOptions;
import dev.backchannel.policy.LoraConfig;
import dev.backchannel.policy.LoraTrainer;
import dev.backchannel.policy.LoraWeights;
import dev.backchannel.policy.ModelConfig;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.RopeScaling;
import dev.backchannel.policy.RopeScaling.Linear;
import dev.backchannel.policy.RopeScaling.Llama3;
import dev.backchannel.policy.RopeScaling.Yarn;
import dev.backchannel.policy.TinyModel;
import dev.backchannel.policy.reference.ScalarModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each supported family, from a folder as it is downloaded, against plain loops in double precision. */
class FamilyTest {
    private static final double TOLERANCE = 1e-4;
    private static final double LOG_4 = 0.1 * Math.log(4) + 1;

    @TempDir
    Path folder;

    enum Case {
        LLAMA3(
                "llama3",
                "BF16",
                3,
                model("llama", 64, 128, 2, 4, 2, 16, 258, 1024, 5e5, new Llama3(8, 1, 4, 64), 1e-5)),
        LLAMA_LINEAR("llama-linear", "F16", 2, model("llama", 48, 88, 2, 6, 6, 8, 258, 512, 1e4, new Linear(4), 1e-6)),
        SMOLLM2(
                "smollm2",
                "BF16",
                1,
                tied(model("llama", 72, 144, 3, 9, 3, 8, 258, 512, 1e5, new RopeScaling.None(), 1e-5))),
        QWEN2(
                "qwen2",
                "BF16",
                1,
                tied(model("qwen2", 56, 120, 3, 7, 1, 8, 272, 512, 1e6, new RopeScaling.None(), 1e-6))),
        QWEN25(
                "qwen2.5",
                "MIXED",
                4,
                model("qwen2", 64, 128, 2, 4, 2, 16, 272, 2048, 1e4, new Yarn(4, 2048, 32, 1, true, LOG_4), 1e-6)),
        QWEN3(
                "qwen3",
                "BF16",
                1,
                tied(model("qwen3", 64, 96, 2, 4, 2, 32, 272, 640, 1e6, new RopeScaling.None(), 1e-6))),
        QWEN3_NEW_SPELLING(
                "qwen3-rope-parameters",
                "BF16",
                2,
                model("qwen3", 48, 96, 2, 4, 4, 16, 272, 8192, 1e4, new Yarn(4, 2048, 16, 2, true, LOG_4), 1e-6)),
        YARN_AS_STATED(
                "qwen2.5-yarn-untruncated",
                "BF16",
                1,
                model("qwen2", 64, 128, 2, 4, 2, 16, 272, 2048, 1e4, new Yarn(8, 1024, 32, 1, false, 0.75), 1e-6)),
        LLAMA_BIAS(
                "llama-bias",
                "BF16",
                1,
                biased(model("llama", 48, 80, 2, 6, 3, 8, 258, 512, 1e4, new RopeScaling.None(), 1e-5))),
        QWEN3_BIAS(
                "qwen3-bias",
                "BF16",
                2,
                biased(model("qwen3", 40, 72, 2, 4, 2, 16, 272, 640, 1e6, new RopeScaling.None(), 1e-6))),
        MISTRAL(
                "mistral",
                "F32",
                2,
                model("mistral", 80, 112, 2, 4, 1, 16, 258, 512, 1e6, new RopeScaling.None(), 1e-5));

        final String file;
        final String dtype;
        final int shards;
        final ModelConfig expected;

        Case(String file, String dtype, int shards, ModelConfig expected) {
            this.file = file;
            this.dtype = dtype;
            this.shards = shards;
            this.expected = expected;
        }
    }

    private static ModelConfig model(
            String type,
            int hidden,
            int inner,
            int layers,
            int heads,
            int kv,
            int width,
            int vocabulary,
            int context,
            double theta,
            RopeScaling scaling,
            double eps) {
        return new ModelConfig(
                type,
                hidden,
                inner,
                layers,
                heads,
                kv,
                width,
                vocabulary,
                context,
                theta,
                scaling,
                eps,
                false,
                type.equals("qwen2"),
                false,
                type.equals("qwen3"));
    }

    private static ModelConfig tied(ModelConfig c) {
        return with(c, true, c.attentionBias(), c.outputBias());
    }

    /** With biases on q, k, v and o. */
    private static ModelConfig biased(ModelConfig c) {
        return with(c, c.tiedHead(), true, true);
    }

    private static ModelConfig with(ModelConfig c, boolean tied, boolean attentionBias, boolean outputBias) {
        return new ModelConfig(
                c.modelType(),
                c.hiddenSize(),
                c.intermediateSize(),
                c.layers(),
                c.heads(),
                c.kvHeads(),
                c.headDim(),
                c.vocabularySize(),
                c.contextLength(),
                c.ropeTheta(),
                c.ropeScaling(),
                c.normEpsilon(),
                tied,
                attentionBias,
                outputBias,
                c.queryKeyNorm());
    }

    @ParameterizedTest
    @EnumSource
    void computesWhatThePapersSay(Case family) throws IOException {
        Download download = new Download(family.file, family.dtype, 21);
        download.write(folder, family.shards);
        LoraWeights lora = TinyModel.adapter(family.expected, new LoraConfig(4, 12, LoraConfig.ALL_LINEARS), 5);
        Completion text = new Completion(TinyModel.tokens(40, 1), TinyModel.tokens(60, 2));
        try (PolicyModel model = PolicyModel.load(folder, EngineOptions.cpu(2));
                Adapter adapter = model.adapter(lora)) {
            assertThat(model.config()).isEqualTo(family.expected);
            assertThat(model.config().parameters())
                    .isEqualTo(download.weights().values().stream()
                            .mapToLong(v -> v.length)
                            .sum());
            assertThat(model.tokenizer().endOfTurnIds()).contains(257).hasSize(2);
            assertAgrees(model.tokenLogProbs(List.of(text), null)[0], reference(family, download, null), text);
            assertAgrees(model.tokenLogProbs(List.of(text), adapter)[0], reference(family, download, lora), text);
        }
    }

    private static ScalarModel reference(Case family, Download download, LoraWeights loraOrNull) {
        return new ScalarModel(family.expected, download.weights(), loraOrNull);
    }

    private static void assertAgrees(float[] actual, ScalarModel reference, Completion text) {
        int[] ids = IntStream.concat(IntStream.of(text.prompt()), IntStream.of(text.completion()))
                .toArray();
        double[] expected = reference.logProbs(ids);
        for (int t = 0; t < actual.length; t++) {
            assertThat((double) actual[t])
                    .as("token %d", t)
                    .isCloseTo(expected[text.prompt().length + t], within(TOLERANCE));
        }
    }

    @ParameterizedTest
    @EnumSource
    void decodesAsItTrains(Case family) throws IOException {
        new Download(family.file, family.dtype, 22).write(folder, family.shards);
        LoraWeights lora = TinyModel.adapter(family.expected, new LoraConfig(4, 8, LoraConfig.ALL_LINEARS), 5);
        int[] prompt = TinyModel.tokens(21, 1);
        int[] answer = TinyModel.tokens(90, 2);
        try (PolicyModel model = PolicyModel.load(folder, EngineOptions.cpu(2));
                Adapter adapter = model.adapter(lora);
                Decoder decoder = model.decoder(adapter, 1);
                LoraTrainer trainer = model.trainer()) {
            trainer.load(lora);
            try (LoraTrainer.Pass pass = trainer.forward(List.of(new Completion(prompt, answer)))) {
                float[] trained = pass.tokenLogProbs()[0];
                float[] logits = decoder.prefill(0, prompt);
                for (int t = 0; t < answer.length; t++) {
                    assertThat(logProb(logits, answer[t])).as("token %d", t).isCloseTo(trained[t], within(TOLERANCE));
                    logits = decoder.step(new int[] {0}, new int[] {answer[t]})[0];
                }
                double[] scored = model.score(prompt, List.of(answer), adapter);
                double mean = IntStream.range(0, trained.length)
                        .mapToDouble(t -> trained[t])
                        .average()
                        .orElseThrow();
                assertThat(scored[0]).isCloseTo(mean, within(TOLERANCE));
            }
        }
    }

    private static double logProb(float[] logits, int token) {
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit);
        }
        return logits[token] - Math.log(sum);
    }
}
