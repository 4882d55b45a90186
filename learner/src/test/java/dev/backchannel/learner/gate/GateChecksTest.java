package dev.backchannel.learner.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.backchannel.avro.Verdict;
import dev.backchannel.policy.FinishReason;
import dev.backchannel.policy.Generated;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GateChecksTest {
    private static final GateSettings SETTINGS = GateSettings.defaults();
    private static final Generated GOOD = generated("Of course, a table at eight.", FinishReason.STOP, 12);

    @Test
    void theBinomialTailIsExact() {
        assertThat(HeldBackCheck.atLeast(0, 10)).isCloseTo(1, within(1e-12));
        assertThat(HeldBackCheck.atLeast(10, 10)).isCloseTo(Math.pow(0.5, 10), within(1e-12));
        // (120 + 45 + 10 + 1) / 1024
        assertThat(HeldBackCheck.atLeast(7, 10)).isCloseTo(176 / 1024.0, within(1e-12));
        assertThat(HeldBackCheck.atLeast(0, 0)).isCloseTo(1, within(1e-12));
    }

    @Test
    void aRealFallInHeldBackAccuracyIsRefusedAndNoiseIsNot() {
        assertThat(heldBack(outcomes(40, 10, 1), outcomes(40, 10, 0)).verdict()).isEqualTo(Verdict.REFUSED);
        assertThat(heldBack(outcomes(40, 4, 1), outcomes(40, 4, 0)).verdict()).isEqualTo(Verdict.PASSED);
        // From ties, as many better as worse.
        double[] mixed = outcomes(40, 20, 0);
        Arrays.fill(mixed, 20, 40, 1);
        double[] ties = new double[40];
        Arrays.fill(ties, 0.5);
        assertThat(heldBack(ties, mixed).verdict()).isEqualTo(Verdict.PASSED);
        assertThat(new HeldBackCheck(SETTINGS).unjudged(29).verdict()).isEqualTo(Verdict.INSUFFICIENT);
        assertThat(new HeldBackCheck(SETTINGS).unjudged(30).verdict()).isEqualTo(Verdict.PASSED);
    }

    @Test
    void degenerateTextIsRefused() {
        assertThat(text(GOOD).verdict()).isEqualTo(Verdict.PASSED);
        assertThat(text(generated("", FinishReason.STOP, 0)).verdict()).isEqualTo(Verdict.REFUSED);
        assertThat(text(generated("and then", FinishReason.LENGTH, 48)).figures())
                .containsKey("probe.unended");
        assertThat(text(generated("a", FinishReason.STOP, 1)).figures()).containsKey("probe.short");
        assertThat(text(generated("on and on", FinishReason.STOP, 60)).figures())
                .containsKey("probe.long");
        int[] loop = IntStream.range(0, 24).map(i -> i % 3).toArray();
        assertThat(text(new Generated(loop, "la la la", FinishReason.STOP, true))
                        .figures())
                .containsKey("probe.repetitive");
    }

    @Test
    void aFaultOfTheBaseIsNotTheAdaptersFault() {
        Generated endless = generated("and then", FinishReason.LENGTH, 48);
        ProbeRun run = new ProbeRun(Collections.nCopies(8, endless), Collections.nCopies(8, endless), 0);
        assertThat(new TextCheck(SETTINGS).check(run).verdict()).isEqualTo(Verdict.PASSED);
    }

    @Test
    void repetitionIsTheShareOfRepeatedTrigrams() {
        assertThat(TextCheck.repetition(new int[] {1, 2, 3, 1, 2, 3})).isCloseTo(0.25, within(1e-12));
        assertThat(TextCheck.repetition(new int[] {1, 2})).isZero();
    }

    @Test
    void driftIsBoundedAndNaNIsNoPass() {
        assertThat(drift(0.3)).isEqualTo(Verdict.PASSED);
        assertThat(drift(2.1)).isEqualTo(Verdict.REFUSED);
        assertThat(drift(Double.NaN)).isEqualTo(Verdict.REFUSED);
    }

    @Test
    void klIsExactOverTheVocabulary() {
        float[] p = {(float) Math.log(0.5), (float) Math.log(0.25), (float) Math.log(0.25)};
        float[] q = {(float) Math.log(0.25), (float) Math.log(0.25), (float) Math.log(0.5)};
        assertThat(Kl.of(p, q)).isCloseTo(0.25 * Math.log(2), within(1e-6));
        assertThat(Kl.of(p, new float[] {p[0] + 7, p[1] + 7, p[2] + 7})).isCloseTo(0, within(1e-6));
    }

    @Test
    void answersThatGrowOrShrinkTogetherAreRefused() {
        assertThat(length(23)).isEqualTo(Verdict.PASSED);
        assertThat(length(25)).isEqualTo(Verdict.REFUSED);
        assertThat(length(5)).isEqualTo(Verdict.PASSED);
        assertThat(length(2)).isEqualTo(Verdict.REFUSED);
    }

    @Test
    void aCanaryThatDriftsIsRefused() {
        CanaryCheck check = new CanaryCheck(0.3);
        assertThat(check.check(Map.of("flattery", 0.2, "refusal", -3.0)).verdict())
                .isEqualTo(Verdict.PASSED);
        assertThat(check.check(Map.of("flattery", 0.2, "own", 0.31)).verdict()).isEqualTo(Verdict.REFUSED);
        assertThat(check.check(Map.of("flattery", Double.NaN)).verdict()).isEqualTo(Verdict.REFUSED);
    }

    private static Verdict length(int tokens) {
        Generated answer = generated("x", FinishReason.STOP, tokens);
        return new LengthCheck(SETTINGS.shortestRatio(), SETTINGS.largestMeanRatio())
                .check(new ProbeRun(Collections.nCopies(8, GOOD), Collections.nCopies(8, answer), 0))
                .verdict();
    }

    private static Verdict drift(double kl) {
        return new DriftCheck(SETTINGS.largestKl())
                .check(new ProbeRun(List.of(), List.of(), kl))
                .verdict();
    }

    private static Finding heldBack(double[] before, double[] after) {
        return new HeldBackCheck(SETTINGS).check(new HeldBackRun(before, after));
    }

    /** All right but the first {@code odd}, which are {@code value}. */
    private static double[] outcomes(int cases, int odd, double value) {
        double[] outcomes = new double[cases];
        Arrays.fill(outcomes, 1);
        Arrays.fill(outcomes, 0, odd, value);
        return outcomes;
    }

    private static Finding text(Generated answer) {
        ProbeRun run = new ProbeRun(Collections.nCopies(8, GOOD), Collections.nCopies(8, answer), 0);
        return new TextCheck(SETTINGS).check(run);
    }

    private static Generated generated(String text, FinishReason reason, int tokens) {
        return new Generated(IntStream.range(0, tokens).toArray(), text, reason, reason == FinishReason.STOP);
    }
}
