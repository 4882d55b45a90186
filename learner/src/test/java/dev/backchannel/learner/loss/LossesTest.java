package dev.backchannel.learner.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Hand-derived values and finite differences, for every registered loss. */
class LossesTest {
    private static final Offset<Double> EXACT = within(1e-12);
    private static final double STEP = 1e-5;
    /** Δ = 2 nats, so βΔ = 0.2; 4 and 5 tokens. */
    private static final PairLogProbs PAIR = new PairLogProbs(-8, -11, -9, -10, 4, 5);

    static Set<String> pairNames() {
        return Losses.pairNames();
    }

    static Set<String> labelNames() {
        return Losses.labelNames();
    }

    static Set<String> followUpNames() {
        return Losses.followUpNames();
    }

    @Test
    void valuesByHand() {
        double logistic = Math.log(1 + Math.exp(-0.2));
        assertThat(value("dpo")).isCloseTo(logistic, EXACT);
        assertThat(value("cdpo")).isCloseTo(0.9 * logistic + 0.1 * Math.log(1 + Math.exp(0.2)), EXACT);
        assertThat(value("rdpo")).isCloseTo((0.9 * logistic - 0.1 * Math.log(1 + Math.exp(0.2))) / 0.8, EXACT);
        // 1/4 + 1/5 = 0.45 per token against 1 / 0.2 = 5
        assertThat(value("ipo")).isCloseTo(4.55 * 4.55, EXACT);
        assertThat(value("hinge")).isCloseTo(0.8, EXACT);
        // 2.5 · (−2 + 2.2) − 1.375 = −0.875
        assertThat(value("simpo")).isCloseTo(Math.log(1 + Math.exp(0.875)), EXACT);
        assertThat(value("ln-dpo")).isCloseTo(Math.log(1 + Math.exp(-0.045)), EXACT);
        assertThat(value("sft")).isCloseTo(2, EXACT);
        assertThat(value("reverse-kl-dpo")).isEqualTo(value("dpo"));
    }

    @Test
    void anUntrainedPolicyStartsAtLn2AndOneHalf() {
        PairLogProbs same = new PairLogProbs(-7, -9, -7, -9, 3, 4);
        assertThat(pairLoss("dpo").of(same).value()).isCloseTo(Math.log(2), EXACT);
        assertThat(labelLoss("kto").of(0, true, 0).value()).isCloseTo(0.5, EXACT);
        assertThat(labelLoss("kto").of(0, false, 0).value()).isCloseTo(0.5, EXACT);
    }

    @Test
    void ktosAnchorIsTheMeanMismatchedLogRatioButNeverBelowZero() {
        LabelLoss kto = labelLoss("kto");
        assertThat(kto.anchor(batch(0.5, -0.1, 0.2))).isCloseTo(0.2, EXACT);
        assertThat(kto.anchor(batch(-0.5, -0.1, -0.3))).isZero();
    }

    @Test
    void bcosShiftFades() {
        RewardShift shift = RewardShift.NONE.after(new double[] {10, 20}, 0.1, 0.5);
        assertThat(shift.mean()).isCloseTo(1.5, EXACT);
        // (0.5 · 3 + 0) / (0.5 · 2 + 1) = 0.75
        assertThat(shift.after(new double[] {0}, 0.1, 0.5).mean()).isCloseTo(0.75, EXACT);
    }

    @ParameterizedTest
    @MethodSource("pairNames")
    void pairDerivativesAreFiniteDifferences(String name) {
        PairLoss loss = pairLoss(name);
        for (PairLogProbs pair : new PairLogProbs[] {
            PAIR, new PairLogProbs(-22.5, -20, -21, -20.5, 15, 12), new PairLogProbs(-5, -9, -6.5, -7, 4, 6)
        }) {
            PairTerm term = loss.of(pair);
            assertThat(term.dChosen())
                    .as("%s, chosen", name)
                    .isCloseTo(slope(loss, moved(pair, -STEP, 0), moved(pair, STEP, 0)), within(1e-6));
            assertThat(term.dRejected())
                    .as("%s, rejected", name)
                    .isCloseTo(slope(loss, moved(pair, 0, -STEP), moved(pair, 0, STEP)), within(1e-6));
        }
    }

    @ParameterizedTest
    @MethodSource("labelNames")
    void labelDerivativesAreFiniteDifferences(String name) {
        LabelLoss loss = labelLoss(name);
        for (double logRatio : new double[] {-3, -0.2, 0, 1.5}) {
            for (boolean desirable : new boolean[] {true, false}) {
                double expected = (loss.of(logRatio + STEP, desirable, 0.4).value()
                                - loss.of(logRatio - STEP, desirable, 0.4).value())
                        / (2 * STEP);
                assertThat(loss.of(logRatio, desirable, 0.4).dAnswer()).isCloseTo(expected, within(1e-8));
            }
        }
    }

    /** The advantages are constants: they are measured once, and only the log-probabilities move. */
    @ParameterizedTest
    @MethodSource("followUpNames")
    void hindsightDerivativesAreFiniteDifferences(String name) {
        HindsightLoss loss =
                Losses.followUps(LossSettings.defaults().withFollowUps(name)).orElseThrow();
        double[] plain = {-1, -0.5, -2, -4};
        double[] advantages = loss.advantages(plain, new double[] {-0.6, -0.9, -0.4, -4});
        double[] slopes = loss.of(plain, advantages).dLogProb();
        for (int t = 0; t < plain.length; t++) {
            double[] below = plain.clone();
            double[] above = plain.clone();
            below[t] -= STEP;
            above[t] += STEP;
            double expected = (loss.of(above, advantages).value()
                            - loss.of(below, advantages).value())
                    / (2 * STEP);
            assertThat(slopes[t]).as("%s, token %d", name, t).isCloseTo(expected, within(1e-8));
        }
    }

    @ParameterizedTest
    @MethodSource("pairNames")
    void farFromTheReferenceNothingOverflows(String name) {
        for (double away : new double[] {-2000, -500, -100, 100, 500, 2000}) {
            for (PairLogProbs pair : List.of(
                    new PairLogProbs(-3000 + away, -3000, -3000, -3000, 4, 5),
                    new PairLogProbs(-3000, -3000 + away, -3000, -3000, 4, 5),
                    new PairLogProbs(-3000 + away, -3000 + away, -3000, -3000, 4, 5))) {
                PairTerm term = pairLoss(name).of(pair);
                // The engine takes slopes in single precision.
                assertThat((float) term.dChosen()).as("%s of %s", name, pair).isFinite();
                assertThat((float) term.dRejected()).as("%s of %s", name, pair).isFinite();
                assertThat(term.value()).as("%s of %s", name, pair).isFinite();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("labelNames")
    void noLabelFarFromTheReferenceOverflows(String name) {
        for (double logRatio : new double[] {-2000, -500, -100, 100, 500, 2000}) {
            for (boolean desirable : new boolean[] {true, false}) {
                LabelTerm term = labelLoss(name).of(logRatio, desirable, 0.4);
                assertThat((float) term.dAnswer())
                        .as("%s at %s, %s", name, logRatio, desirable)
                        .isFinite();
                assertThat(term.value())
                        .as("%s at %s, %s", name, logRatio, desirable)
                        .isFinite();
            }
        }
    }

    @Test
    void anUnknownNameSaysWhatThereIs() {
        assertThatThrownBy(() -> Losses.pairs(LossSettings.defaults().withPairs("dpoo")))
                .hasMessageContaining("'dpoo'")
                .hasMessageContaining("cdpo");
        assertThatThrownBy(() -> Losses.followUps(LossSettings.defaults().withFollowUps("sdop")))
                .hasMessageContaining("'sdop'")
                .hasMessageContaining("sdpo");
    }

    private static double value(String name) {
        return pairLoss(name).of(PAIR).value();
    }

    private static PairLoss pairLoss(String name) {
        return Losses.pairs(LossSettings.defaults().withPairs(name));
    }

    private static LabelLoss labelLoss(String name) {
        return Losses.labels(LossSettings.defaults().withLabels(name));
    }

    private static LabelBatch batch(double... mismatched) {
        return new LabelBatch(new double[0], mismatched, RewardShift.NONE);
    }

    private static double slope(PairLoss loss, PairLogProbs below, PairLogProbs above) {
        return (loss.of(above).value() - loss.of(below).value()) / (2 * STEP);
    }

    private static PairLogProbs moved(PairLogProbs p, double chosen, double rejected) {
        return new PairLogProbs(
                p.policyChosen() + chosen,
                p.policyRejected() + rejected,
                p.referenceChosen(),
                p.referenceRejected(),
                p.chosenTokens(),
                p.rejectedTokens());
    }
}
