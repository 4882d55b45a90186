package dev.backchannel.learner.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.backchannel.learner.example.ChangedSpans;
import dev.backchannel.learner.loss.EditMask;
import dev.backchannel.learner.loss.LossSettings;
import dev.backchannel.learner.loss.Losses;
import dev.backchannel.learner.loss.PairLogProbs;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PairLossesTest {
    private static final float[] CHOSEN = {-1, -0.5f, -2.25f, -1.5f};
    private static final float[] REJECTED = {-0.75f, -1.25f, -0.25f};
    private static final float[][] REFERENCE = {{-1.5f, -0.75f, -2, -1}, {-0.5f, -1.75f, -0.5f}};
    private static final ChangedSpans SPANS =
            new ChangedSpans(new boolean[] {false, true, true, false}, new boolean[] {false, true, false});
    private static final Optional<Correction> CORRECTION = Optional.of(Correction.of(SPANS, REFERENCE));

    /** A power of two, so that single precision adds it without an error. */
    private static final double STEP = 1.0 / 256;

    static Stream<String> losses() {
        return Losses.pairNames().stream();
    }

    /** Of every loss with its SFT term: central differences at each token. */
    @ParameterizedTest
    @MethodSource("losses")
    void slopesAreThoseOfTheLossThroughTheMask(String loss) {
        for (EditMask mask : EditMask.values()) {
            PairLosses losses = losses(loss, mask);
            Optional<Correction> correction = mask == EditMask.OFF ? Optional.empty() : CORRECTION;
            PairLosses.Slopes slopes = losses.of(whole(CHOSEN, REJECTED), correction, CHOSEN, REJECTED);
            for (int t = 0; t < CHOSEN.length; t++) {
                double slope = (value(losses, correction, moved(CHOSEN, t, 1), REJECTED)
                                - value(losses, correction, moved(CHOSEN, t, -1), REJECTED))
                        / (2 * STEP);
                assertThat(slopes.chosen()[t]).as("chosen %d, %s", t, mask).isCloseTo(slope, within(2e-4));
            }
            for (int t = 0; t < REJECTED.length; t++) {
                double slope = (value(losses, correction, CHOSEN, moved(REJECTED, t, 1))
                                - value(losses, correction, CHOSEN, moved(REJECTED, t, -1)))
                        / (2 * STEP);
                assertThat(slopes.rejected()[t]).as("rejected %d, %s", t, mask).isCloseTo(slope, within(2e-4));
            }
        }
    }

    @Test
    void whatWasNotChangedHasNoSlope() {
        PairLosses.Slopes pair = losses("dpo", EditMask.PAIR).of(whole(CHOSEN, REJECTED), CORRECTION, CHOSEN, REJECTED);
        assertThat(pair.rejected()[0]).isZero();
        assertThat(pair.rejected()[1]).isPositive();
        assertThat(pair.rejected()[2]).isZero();
        assertThat(pair.chosen()).containsOnly(pair.chosen()[0], pair.chosen()[1]);
        assertThat(pair.chosen()[0]).isEqualTo(-1.0 / CHOSEN.length); // the SFT term's
        PairLosses.Slopes both =
                losses("dpo", EditMask.PAIR_AND_SFT).of(whole(CHOSEN, REJECTED), CORRECTION, CHOSEN, REJECTED);
        assertThat(both.chosen()[0]).isZero();
        assertThat(both.chosen()[3]).isZero();
        assertThat(both.chosen()[1]).isEqualTo(pair.preference().dChosen() - 0.5);
    }

    private static float[] moved(float[] logProbs, int token, int direction) {
        float[] moved = logProbs.clone();
        moved[token] += (float) (direction * STEP);
        return moved;
    }

    private static double value(PairLosses losses, Optional<Correction> correction, float[] chosen, float[] rejected) {
        PairLosses.Slopes slopes = losses.of(whole(chosen, rejected), correction, chosen, rejected);
        return slopes.preference().value() + slopes.sft().value();
    }

    private static PairLogProbs whole(float[] chosen, float[] rejected) {
        return new PairLogProbs(
                AnswerScorer.sum(chosen),
                AnswerScorer.sum(rejected),
                AnswerScorer.sum(REFERENCE[0]),
                AnswerScorer.sum(REFERENCE[1]),
                chosen.length,
                rejected.length);
    }

    private static PairLosses losses(String name, EditMask mask) {
        return new PairLosses(LossSettings.defaults().withPairs(name).withEditMask(mask));
    }
}
