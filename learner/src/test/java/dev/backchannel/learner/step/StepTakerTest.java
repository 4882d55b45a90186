package dev.backchannel.learner.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.backchannel.avro.Answer;
import dev.backchannel.avro.FinishReason;
import dev.backchannel.avro.Pair;
import dev.backchannel.avro.Preference;
import dev.backchannel.avro.SignalKind;
import dev.backchannel.learner.example.Example;
import dev.backchannel.learner.example.ExampleEncoder;
import dev.backchannel.learner.example.SequenceSettings;
import dev.backchannel.learner.example.UnusablePreferenceException;
import dev.backchannel.learner.loss.EditMask;
import dev.backchannel.learner.loss.LossSettings;
import dev.backchannel.learner.loss.RewardShift;
import dev.backchannel.learner.testing.Preferences;
import dev.backchannel.learner.testing.RecordingTrainer;
import dev.backchannel.policy.AdamWConfig;
import dev.backchannel.policy.Adapter;
import dev.backchannel.policy.Completion;
import dev.backchannel.policy.LoraConfig;
import dev.backchannel.policy.LoraGradients;
import dev.backchannel.policy.LoraTrainer;
import dev.backchannel.policy.LoraWeights;
import dev.backchannel.policy.Matrix;
import dev.backchannel.policy.OptimizerState;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.testing.TinyBase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepTakerTest {
    private static final LoraConfig LORA = new LoraConfig(4, 8, LoraConfig.ALL_LINEARS);
    private static final LossSettings LOSS = LossSettings.defaults();

    private static PolicyModel model;
    private static LoraTrainer trainer;
    private static LoraWeights untrained;

    @BeforeAll
    static void load(@TempDir Path folder) {
        model = TinyBase.load(folder, 1);
        trainer = model.trainer();
        untrained = LoraWeights.initial(model.config(), LORA, 7);
    }

    @AfterAll
    static void close() {
        trainer.close();
        model.close();
    }

    @Test
    void anUntrainedPolicyHasTheLossesOfTheLiterature() {
        StepResult pairs = step(LOSS.withSftWeight(0), 8, untrained, examples(8, Preferences::pair));
        assertThat(pairs.metrics().get("loss.pairs")).isCloseTo(Math.log(2), within(1e-5));
        assertThat(pairs.metrics().get("loss")).isCloseTo(Math.log(2), within(1e-5));
        StepResult labels = step(LOSS, 8, untrained, examples(8, Preferences::label));
        assertThat(labels.metrics().get("kto.partners")).isEqualTo(8);
        assertThat(labels.metrics().get("loss.labels")).isCloseTo(0.5, within(1e-5));
    }

    /** The anchor is a mean: a backlog's batch has no need of more partners than a full step's. */
    @Test
    void aLargeBatchDrawsNoMorePartnersThanANominalOne() {
        assertThat(step(LOSS, 8, trained(), examples(16, Preferences::label)).metrics())
                .containsEntry("kto.partners", 8.0)
                .containsEntry("labels", 16.0);
    }

    @Test
    void tooFewPartnersFallBackToAnAnchorOfZero() {
        StepResult labels = step(LOSS, 4, trained(), examples(4, Preferences::label));
        assertThat(labels.metrics().get("kto.partners")).isZero();
        assertThat(labels.metrics().get("label.anchor")).isZero();
    }

    @Test
    void pairsOpenTheMarginAndTheChosenAnswerBecomesLikelier() {
        List<Example> examples = examples(8, Preferences::mixed);
        LoraWeights weights = untrained;
        OptimizerState optimizer = OptimizerState.initial(untrained);
        List<StepResult> results = new ArrayList<>();
        for (int step = 1; step <= 8; step++) {
            StepResult result = step(LOSS, 8, weights, optimizer, examples, step);
            weights = result.weights();
            optimizer = result.optimizer();
            results.add(result);
        }
        var first = results.get(0).metrics();
        var last = results.get(results.size() - 1).metrics();
        assertThat(first.get("margin")).isCloseTo(0, within(1e-5));
        assertThat(last.get("margin")).isGreaterThan(0.1);
        assertThat(last.get("accuracy")).isEqualTo(1);
        assertThat(last.get("chosen.log.prob")).isGreaterThan(first.get("chosen.log.prob"));
        assertThat(last.get("loss")).isLessThan(first.get("loss"));
        assertThat(last.get("rewards.liked")).isGreaterThan(last.get("rewards.disliked"));
    }

    @Test
    void theSameInputGivesTheSameBytes() {
        List<Example> examples = examples(8, Preferences::mixed);
        assertThat(step(LOSS, 8, trained(), examples).weights())
                .isEqualTo(step(LOSS, 8, trained(), examples).weights());
    }

    @Test
    void microBatchesAddUpToTheBigBatch() {
        List<Example> examples = examples(8, Preferences::mixed);
        LoraWeights weights = trained();
        RecordingTrainer big = new RecordingTrainer(trainer);
        RecordingTrainer cut = new RecordingTrainer(trainer);
        taker(big, LOSS, 8, 100_000).take(input(weights, examples));
        taker(cut, LOSS, 8, 150).take(input(weights, examples));
        assertThat(big.passes()).isEqualTo(1);
        assertThat(cut.passes()).isGreaterThan(2);
        double norm = big.lastOrNull().norm();
        assertThat(norm).isPositive();
        assertThat(distance(cut.lastOrNull(), big.lastOrNull())).isLessThan(1e-5 * norm);
    }

    @Test
    void aLoneLightRecordMovesTheWeightsLittle() throws UnusablePreferenceException {
        List<Example> full = examples(8, Preferences::pair);
        double fullStep = moved(step(LOSS, 8, trained(), full));
        Preference light =
                Preference.newBuilder(Preferences.pair(3)).setWeight(0.1).build();
        double lightStep = moved(step(LOSS, 8, trained(), List.of(encoder().encode(light))));
        assertThat(lightStep).isLessThan(fullStep * 0.1 / 8 * 2).isPositive();
    }

    /** KL is told by what this base said itself, not by what a person or another backend wrote. */
    @Test
    void driftIsMeasuredOnOwnAnswersAlone() {
        StepResult trained = step(LOSS, 4, untrained, examples(4, Preferences::pair));
        assertThat(trained.metrics()).doesNotContainKey("kl.batch");
        IntFunction<Preference> served = i -> {
            Pair pair = (Pair) Preferences.pair(i).getBody();
            String worse = pair.getRejected().getText();
            List<Integer> said =
                    Arrays.stream(model.prompts().content(worse)).boxed().toList();
            return Preferences.of(
                    i, new Pair(pair.getChosen(), new Answer(pair.getRejected().getText(), said, FinishReason.STOP)));
        };
        IntFunction<Preference> everySecond = i -> i % 2 == 0 ? served.apply(i) : Preferences.pair(i);
        Map<String, Double> all = step(LOSS, 4, trained.weights(), examples(2, i -> served.apply(2 * i)))
                .metrics();
        Map<String, Double> some =
                step(LOSS, 4, trained.weights(), examples(4, everySecond)).metrics();
        assertThat(all.get("kl.batch")).isNotZero();
        assertThat(some.get("kl.batch")).isCloseTo(all.get("kl.batch"), within(1e-6));
    }

    /** Of small corrections only what was changed is compared; other pairs, and whoever does not wish it, know no difference. */
    @Test
    void aSmallCorrectionTeachesWhatWasChanged() {
        IntFunction<Preference> corrected = i -> Preferences.of(
                i,
                new Pair(
                        Preferences.answer("the " + i + " first film begins at nine"),
                        Preferences.answer("the " + i + " first film begins at eight")));
        IntFunction<Preference> preferred = i -> Preference.newBuilder(corrected.apply(i))
                .setSignal(SignalKind.REGENERATION)
                .build();
        LossSettings masked = LOSS.withEditMask(EditMask.PAIR);

        StepResult spans = step(masked, 4, trained(), examples(4, corrected));
        StepResult whole = step(LOSS, 4, trained(), examples(4, corrected));
        assertThat(spans.metrics()).containsEntry("corrections", 4.0);
        assertThat(whole.metrics()).doesNotContainKey("corrections");
        assertThat(spans.weights()).isNotEqualTo(whole.weights());
        assertThat(spans.metrics().get("margin")).isEqualTo(whole.metrics().get("margin"));
        assertThat(step(masked, 4, untrained, examples(4, corrected)).metrics().get("loss.pairs"))
                .isCloseTo(Math.log(2), within(1e-5));

        assertThat(step(masked, 4, trained(), examples(4, preferred)).weights()).isEqualTo(whole.weights());
        assertThat(step(masked, 4, trained(), examples(4, Preferences::pair)).weights())
                .isEqualTo(
                        step(LOSS, 4, trained(), examples(4, Preferences::pair)).weights());
    }

    /** A span's reference is measured again when its pair is replayed. */
    @Test
    void aReplayedCorrectionTeachesTheSame() {
        List<Example> corrected = examples(
                4,
                i -> Preferences.of(
                        i,
                        new Pair(
                                Preferences.answer("the " + i + " first film begins at nine"),
                                Preferences.answer("the " + i + " first film begins at eight"))));
        StepTaker taker = taker(LOSS.withEditMask(EditMask.PAIR_AND_SFT), 4, 4096);
        StepResult fresh = taker.take(input(trained(), corrected));
        StepInput first = input(trained(), corrected);
        StepResult replayed = taker.take(new StepInput(
                first.weights(),
                first.optimizer(),
                first.adapter(),
                List.of(),
                fresh.fresh(),
                List.of(),
                RewardShift.NONE,
                1,
                1));
        assertThat(replayed.metrics()).containsEntry("corrections", 4.0);
        assertThat(replayed.weights()).isEqualTo(fresh.weights());
    }

    @Test
    void onlyAnswersThatWereLikedAreImitated() {
        List<Example> liked = examples(4, i -> Preferences.label(2 * i));
        List<Example> disliked = examples(4, i -> Preferences.label(2 * i + 1));
        LossSettings without = LOSS.withSftWeight(0);

        assertThat(step(LOSS, 4, trained(), liked).metrics().get("gradient.norm"))
                .isGreaterThan(2 * step(without, 4, trained(), liked).metrics().get("gradient.norm"));
        assertThat(step(LOSS, 4, trained(), disliked).weights())
                .isEqualTo(step(without, 4, trained(), disliked).weights());
    }

    /** What a follow-up makes likelier in hindsight becomes likelier. */
    @Test
    void aFollowUpsOwnWordsTeachIfWished() {
        LossSettings sdpo = LOSS.withFollowUps("sdpo");
        List<Example> remarked = examples(4, i -> Preference.newBuilder(Preferences.label(2 * i + 1))
                .setFollowUp("no, " + i + " teas please")
                .build());
        Map<String, Double> metrics = step(sdpo, 4, trained(), remarked).metrics();
        assertThat(metrics.get("hindsights")).isEqualTo(4);
        assertThat(metrics.get("labels")).isZero();
        assertThat(metrics.get("gradient.norm")).isPositive();
        assertThat(step(LOSS, 4, trained(), remarked).metrics()).doesNotContainKey("hindsights");

        // Along its own gradient the weighted advantage of the answers grows: the loss with fixed advantages falls.
        StepResult result = step(sdpo, 4, trained(), remarked);
        assertThat(advice(remarked, result.weights())).isGreaterThan(advice(remarked, trained()));
    }

    /** Σ_t A_t log π(y_t | x) / |y| over the answers, with the advantages of {@link #trained()}. */
    private static double advice(List<Example> examples, LoraWeights weights) {
        double sum = 0;
        try (Adapter before = model.adapter(trained());
                Adapter now = model.adapter(weights)) {
            for (Example example : examples) {
                int[] answer = example.firstAnswer();
                float[] informed = model.tokenLogProbs(
                                List.of(new Completion(example.hindsight().orElseThrow(), answer)), before)[0];
                float[] plain = model.tokenLogProbs(example.completions(), before)[0];
                float[] policy = model.tokenLogProbs(example.completions(), now)[0];
                for (int t = 0; t < answer.length; t++) {
                    sum += (informed[t] - plain[t]) * policy[t] / answer.length;
                }
            }
        }
        return sum;
    }

    private static double moved(StepResult result) {
        LoraWeights before = trained();
        return result.weights().matrices().entrySet().stream()
                .mapToDouble(
                        e -> Math.pow(distance(e.getValue(), before.matrices().get(e.getKey())), 2))
                .sum();
    }

    private static double distance(LoraGradients a, LoraGradients b) {
        assertThat(a.matrices()).containsOnlyKeys(b.matrices().keySet());
        return Math.sqrt(a.matrices().entrySet().stream()
                .mapToDouble(e -> Math.pow(distance(e.getValue(), b.matrices().get(e.getKey())), 2))
                .sum());
    }

    /** L2 distance. */
    private static double distance(Matrix a, Matrix b) {
        return Math.sqrt(IntStream.range(0, a.values().length)
                .mapToDouble(i -> Math.pow(a.values()[i] - b.values()[i], 2))
                .sum());
    }

    /** After one step, so that B is not zero any more. */
    private static LoraWeights trained() {
        return step(LOSS, 8, untrained, examples(8, Preferences::pair)).weights();
    }

    private static StepResult step(LossSettings loss, int nominal, LoraWeights weights, List<Example> examples) {
        return step(loss, nominal, weights, OptimizerState.initial(weights), examples, 1);
    }

    private static StepResult step(
            LossSettings loss,
            int nominal,
            LoraWeights weights,
            OptimizerState optimizer,
            List<Example> examples,
            long number) {
        try (Adapter adapter = model.adapter(weights)) {
            return taker(loss, nominal, 4096)
                    .take(new StepInput(
                            weights, optimizer, adapter, examples, List.of(), List.of(), RewardShift.NONE, 1, number));
        }
    }

    private static StepTaker taker(LossSettings loss, int nominal, int paddedTokens) {
        return taker(trainer, loss, nominal, paddedTokens);
    }

    private static StepTaker taker(LoraTrainer trainer, LossSettings loss, int nominal, int paddedTokens) {
        return new StepTaker(model, trainer, new StepSettings(loss, AdamWConfig.of(5e-3), nominal, paddedTokens));
    }

    private static StepInput input(LoraWeights weights, List<Example> examples) {
        return new StepInput(
                weights,
                OptimizerState.initial(weights),
                model.adapter(weights),
                examples,
                List.of(),
                List.of(),
                RewardShift.NONE,
                1,
                1);
    }

    private static ExampleEncoder encoder() {
        return new ExampleEncoder(model, new SequenceSettings(256, 256), 1, true);
    }

    private static List<Example> examples(int count, IntFunction<Preference> make) {
        return IntStream.range(0, count)
                .mapToObj(make)
                .map(StepTakerTest::encoded)
                .toList();
    }

    private static Example encoded(Preference preference) {
        try {
            return encoder().encode(preference);
        } catch (UnusablePreferenceException e) {
            throw new AssertionError(e);
        }
    }
}
