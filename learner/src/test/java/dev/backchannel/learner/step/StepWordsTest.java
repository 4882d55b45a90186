package dev.backchannel.learner.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.backchannel.avro.Pair;
import dev.backchannel.avro.Preference;
import dev.backchannel.avro.SignalKind;
import dev.backchannel.learner.example.Example;
import dev.backchannel.learner.loss.EditMask;
import dev.backchannel.learner.loss.LossSettings;
import dev.backchannel.learner.loss.RewardShift;
import dev.backchannel.learner.testing.Preferences;
import dev.backchannel.policy.Adapter;
import dev.backchannel.policy.Completion;
import dev.backchannel.policy.LoraWeights;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** What of the users' own words a step learns from: what they changed, what they liked, and what they said next. */
class StepWordsTest extends StepCase {
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
}
