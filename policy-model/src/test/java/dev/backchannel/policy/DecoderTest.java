package dev.backchannel.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class DecoderTest {
    @TempDir
    Path folder;

    static List<ModelConfig> shapes() {
        return List.of(
                TinyModel.llama(),
                TinyModel.qwen2(),
                TinyModel.qwen3(),
                TinyModel.mistral(),
                TinyModel.llama31(),
                TinyModel.yarn());
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void aDecodedSequenceAgreesWithTheTrainingGraph(ModelConfig config) throws IOException {
        LoraWeights lora = TinyModel.adapter(config, new LoraConfig(4, 8, LoraConfig.ALL_LINEARS), 5);
        try (PolicyModel model = load(config);
                Adapter adapter = model.adapter(lora);
                Decoder decoder = model.decoder(adapter, 3);
                LoraTrainer trainer = model.trainer()) {
            int[] prompt = TinyModel.tokens(21, 1);
            int[] answer = TinyModel.tokens(90, 2); // past one block of the cache
            double[] decoded = new double[answer.length];
            float[] logits = decoder.prefill(2, prompt);
            for (int t = 0; t < answer.length; t++) {
                decoded[t] = logProb(logits, answer[t]);
                logits = decoder.step(new int[] {2}, new int[] {answer[t]})[0];
            }
            trainer.load(lora);
            try (LoraTrainer.Pass pass = trainer.forward(List.of(new Completion(prompt, answer)))) {
                float[] trained = pass.tokenLogProbs()[0];
                for (int t = 0; t < answer.length; t++) {
                    assertThat(decoded[t]).isCloseTo(trained[t], within(1e-4));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void aRowsNumbersDoNotDependOnItsCompany(ModelConfig config) throws IOException {
        try (PolicyModel model = load(config)) {
            List<float[]> alone = follow(model, 1);
            for (int rows : new int[] {3, 4, 5, 8, 16, 17, 32}) {
                List<float[]> together = follow(model, rows);
                for (int t = 0; t < alone.size(); t++) {
                    assertThat(together.get(t)).as("%d rows, token %d", rows, t).isEqualTo(alone.get(t));
                }
            }
        }
    }

    /** Wide enough that 64 rows run on several threads and few rows on one. */
    @ParameterizedTest
    @EnumSource(Precision.class)
    void norOnHowManyThreadsRanThem(Precision precision) throws IOException {
        ModelConfig config = new ModelConfig("llama", 192, 512, 4, 6, 2, 32, 258, 256, 1e4, 1e-5, true, false, false);
        TinyModel.write(folder, config, TinyModel.weights(config, 3), precision);
        List<List<float[]>> runs = new ArrayList<>();
        for (int threads : new int[] {1, 4}) {
            try (PolicyModel model = PolicyModel.load(folder, new EngineOptions(precision, "cpu", threads))) {
                for (int rows : new int[] {1, 64}) {
                    runs.add(follow(model, rows));
                }
            }
        }
        for (List<float[]> run : runs) {
            for (int t = 0; t < run.size(); t++) {
                assertThat(run.get(t)).isEqualTo(runs.get(0).get(t));
            }
        }
    }

    /** Its parts run beside others that read and draw, and some positions come from what another row had read. */
    @ParameterizedTest
    @MethodSource("shapes")
    void norOnHowItsTextIsCut(ModelConfig config) throws IOException {
        int[] text = TinyModel.tokens(150, 6);
        LoraWeights lora = TinyModel.adapter(config, new LoraConfig(4, 8, LoraConfig.ALL_LINEARS), 5);
        try (PolicyModel model = load(config);
                Adapter adapter = model.adapter(lora)) {
            float[] whole;
            KeptPrefix kept;
            try (Decoder decoder = model.decoder(null, 1)) {
                whole = decoder.prefill(0, text, adapter);
                kept = decoder.keep(0, 131);
            }
            try (Decoder decoder = model.decoder(null, 9);
                    kept) {
                assertThat(cut(decoder, adapter, text, 0, 1)).isEqualTo(whole);
                decoder.prefill(1, TinyModel.tokens(9, 1));
                decoder.prefill(8, TinyModel.tokens(70, 1), adapter);
                for (int part : new int[] {2, 3, 5, 16, 63, 64, 149}) {
                    assertThat(cut(decoder, adapter, text, 0, part))
                            .as("parts of %d", part)
                            .isEqualTo(whole);
                }
                for (int taken : new int[] {1, 64, 130, 131}) {
                    decoder.begin(3, 151, adapter);
                    decoder.resume(3, kept, taken);
                    assertThat(decoder.position(3)).isEqualTo(taken);
                    assertThat(decoder.read(3, Arrays.copyOfRange(text, taken, text.length)))
                            .as("from %d on", taken)
                            .isEqualTo(whole);
                }
            }
        }
    }

    /** The last logits of a text that goes to row 3 in parts, while row 1 decodes and row 5 reads another text. */
    private static float[] cut(Decoder decoder, Adapter adapter, int[] text, int from, int part) {
        decoder.begin(3, text.length, adapter);
        decoder.begin(5, text.length, null);
        float[] last = null;
        for (int at = from; at < text.length; at += part) {
            int[] ids = Arrays.copyOfRange(text, at, Math.min(text.length, at + part));
            List<Feed> feeds = new ArrayList<>(List.of(new Feed(3, ids, at + part >= text.length)));
            if (decoder.position(1) > 0) {
                feeds.add(0, new Feed(1, new int[] {at % 50}, true));
                feeds.add(new Feed(5, ids, false));
            }
            float[][] logits = decoder.advance(feeds);
            last = logits[feeds.size() == 1 ? 0 : 1];
        }
        decoder.release(3);
        decoder.release(5);
        if (decoder.position(1) > 0) {
            decoder.prefill(1, TinyModel.tokens(9, 1));
        }
        return last;
    }

    /** Rows under three adapters, and under none, come and go beside row 0. */
    @ParameterizedTest
    @EnumSource(Precision.class)
    void norOnTheAdaptersOfOthers(Precision precision) throws IOException {
        ModelConfig config = new ModelConfig("llama", 192, 512, 4, 6, 2, 32, 258, 256, 1e4, 1e-5, true, false, false);
        TinyModel.write(folder, config, TinyModel.weights(config, 3), precision);
        LoraConfig shape = new LoraConfig(8, 16, LoraConfig.ALL_LINEARS);
        LoraConfig another = new LoraConfig(4, 8, List.of("q_proj", "v_proj"));
        try (PolicyModel model = PolicyModel.load(folder, new EngineOptions(precision, "cpu", 2));
                Adapter a = model.adapter(TinyModel.adapter(config, shape, 1));
                Adapter b = model.adapter(TinyModel.adapter(config, shape, 2));
                Adapter c = model.adapter(TinyModel.adapter(config, shape, 3));
                Adapter d = model.adapter(TinyModel.adapter(config, another, 4))) {
            List<Adapter> mixed = Arrays.asList(b, null, c, a, d);
            for (Adapter own : Arrays.asList(a, null, d)) {
                List<float[]> alone = followUnder(model, own, List.of());
                for (int others : new int[] {1, 6, 31}) {
                    List<Adapter> company = new ArrayList<>();
                    for (int i = 0; i < others; i++) {
                        company.add(mixed.get(i % mixed.size()));
                    }
                    List<float[]> together = followUnder(model, own, company);
                    for (int t = 0; t < alone.size(); t++) {
                        assertThat(together.get(t))
                                .as("%d others, token %d", others, t)
                                .isEqualTo(alone.get(t));
                    }
                }
            }
        }
    }

    private static List<float[]> followUnder(PolicyModel model, Adapter own, List<Adapter> others) {
        List<float[]> seen = new ArrayList<>();
        try (Decoder decoder = model.decoder(null, 32)) {
            seen.add(decoder.prefill(0, TinyModel.tokens(13, 1), own));
            for (int t = 0; t < 24; t++) {
                int now = t;
                for (int i = 0; i < others.size(); i++) {
                    if ((t + i) % 20 == 3) {
                        decoder.release(i + 1);
                    } else if ((t + i) % 20 == 5 || t == 0) {
                        decoder.prefill(i + 1, TinyModel.tokens(3 + i, i), others.get(i));
                    }
                }
                int[] rows = IntStream.rangeClosed(0, others.size())
                        .filter(row -> row == 0 || decoder.position(row) > 0 && (now + row) % 3 != 0)
                        .toArray();
                int[] tokens = new int[rows.length];
                Arrays.fill(tokens, 7 + t);
                seen.add(decoder.step(rows, tokens)[0]);
            }
        }
        return seen;
    }

    /** Logits of row 0 over 80 tokens while rows−1 others of other lengths come and go. */
    private static List<float[]> follow(PolicyModel model, int rows) {
        List<float[]> seen = new ArrayList<>();
        try (Decoder decoder = model.decoder(null, rows)) {
            seen.add(decoder.prefill(0, TinyModel.tokens(13, 1)));
            for (int row = 1; row < rows; row++) {
                decoder.prefill(row, TinyModel.tokens(3 + 4 * row % 120, row));
            }
            int[] tokens = TinyModel.tokens(80, 3);
            for (int t = 0; t < tokens.length; t++) {
                int step = t;
                int[] stepping = IntStream.range(0, rows)
                        .filter(row -> row == 0 || (step + row) % 3 != 0)
                        .toArray();
                int[] next = new int[stepping.length];
                Arrays.fill(next, tokens[t]);
                seen.add(decoder.step(stepping, next)[0]);
                if (rows > 2 && t == 40) {
                    decoder.release(1);
                    decoder.prefill(1, TinyModel.tokens(60, 77));
                }
            }
        }
        return seen;
    }

    @Test
    void aSeedGivesTheSameTextWhateverElseIsInTheBatch() throws IOException {
        try (PolicyModel model = load(TinyModel.qwen2())) {
            SamplingParameters sampling = new SamplingParameters(0.9, 0.95, 40, 7, List.of());
            List<int[]> prompts = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                prompts.add(TinyModel.tokens(5 + i % 7, i));
            }
            List<Generated> together = new Generator(model).generate(null, prompts, sampling);
            for (int i = 0; i < 40; i += 9) {
                Generated alone = new Generator(model)
                        .generate(null, List.of(prompts.get(i)), sampling.withSeed(7 + i))
                        .get(0);
                assertThat(together.get(i).tokens()).isEqualTo(alone.tokens());
            }
        }
    }

    @Test
    void bfloat16RowsDoNotDependOnTheirCompanyEither() throws IOException {
        TinyModel.write(folder, TinyModel.llama(), TinyModel.weights(TinyModel.llama(), 3), Precision.BF16);
        try (PolicyModel model = PolicyModel.load(folder, new EngineOptions(Precision.BF16, "cpu", 2))) {
            List<float[]> alone = follow(model, 4);
            List<float[]> together = follow(model, 32);
            for (int t = 0; t < alone.size(); t++) {
                assertThat(together.get(t)).isEqualTo(alone.get(t));
            }
        }
    }

    @Test
    void fillsTheContextToItsLastPosition() throws IOException {
        try (PolicyModel model = load(TinyModel.llama());
                Decoder decoder = model.decoder(null, 1)) {
            decoder.prefill(0, TinyModel.tokens(decoder.contextLength() - 1, 1));
            assertThat(decoder.step(new int[] {0}, new int[] {5})[0]).hasSize(TinyModel.VOCABULARY);
            assertThat(decoder.position(0)).isEqualTo(decoder.contextLength());
            assertThatThrownBy(() -> decoder.step(new int[] {0}, new int[] {5}))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("256");
            decoder.release(0);
            decoder.prefill(0, TinyModel.tokens(decoder.contextLength(), 1));
        }
    }

    @Test
    void refusesWhatItCannotRun() throws IOException {
        try (PolicyModel model = load(TinyModel.llama());
                Decoder decoder = model.decoder(null, 2)) {
            assertThatThrownBy(() -> decoder.prefill(0, new int[0])).hasMessageContaining("0");
            assertThatThrownBy(() -> decoder.prefill(0, TinyModel.tokens(257, 1)))
                    .hasMessageContaining("257");
            assertThatThrownBy(() -> decoder.prefill(0, new int[] {258})).hasMessageContaining("258");
            assertThatThrownBy(() -> decoder.step(new int[] {1}, new int[] {3}))
                    .isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> model.decoder(null, 0)).hasMessageContaining("maxRows");
        }
    }

    private PolicyModel load(ModelConfig config) throws IOException {
        TinyModel.write(folder, config, TinyModel.weights(config, 3), Precision.FP32);
        return PolicyModel.load(folder, EngineOptions.cpu(2));
    }

    static double logProb(float[] logits, int token) {
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit);
        }
        return logits[token] - Math.log(sum);
    }
}
