package dev.backchannel.learner.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.backchannel.avro.Answer;
import dev.backchannel.avro.FinishReason;
import dev.backchannel.avro.Pair;
import dev.backchannel.avro.Preference;
import dev.backchannel.learner.example.Example;
import dev.backchannel.learner.example.UnusablePreferenceException;
import dev.backchannel.learner.testing.Preferences;
import dev.backchannel.learner.testing.RecordingTrainer;
import dev.backchannel.policy.LoraGradients;
import dev.backchannel.policy.LoraWeights;
import dev.backchannel.policy.Matrix;
import dev.backchannel.policy.OptimizerState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What one step makes of its batch. */
class StepTakerTest extends StepCase {
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
}
