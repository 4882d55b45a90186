package dev.backchannel.streams.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ConfidenceSequenceTest {
    @Test
    void isAsWideAsTheMarginWhereItIsTightest() {
        ConfidenceSequence sequence = ConfidenceSequence.deciding(0.1, 0.05);
        Interval interval = sequence.around(0.3, 1 / sequence.tightestAt());

        assertThat(interval.high() - 0.3).isCloseTo(0.1, within(1e-9));
        assertThat(0.3 - interval.low()).isCloseTo(0.1, within(1e-9));
    }

    @Test
    void isTighterInStandardErrorsThereThanMuchSoonerOrLater() {
        ConfidenceSequence sequence = new ConfidenceSequence(0.05, 1000);

        assertThat(errors(sequence, 1000)).isLessThan(errors(sequence, 30)).isLessThan(errors(sequence, 30_000));
    }

    private static double errors(ConfidenceSequence sequence, double information) {
        return sequence.around(0, 1 / information).high() * Math.sqrt(information);
    }

    /** Looking after every one of 2,000 increments, a fixed interval would be left by about half of the walks. */
    @Test
    void aRandomWalkLeavesItAtAnyLookWithAtMostItsAlpha() {
        ConfidenceSequence sequence = new ConfidenceSequence(0.05, 500);
        Random random = new Random(7);
        int left = 0;
        int leftFixed = 0;
        for (int walk = 0; walk < 2000; walk++) {
            double sum = 0;
            boolean out = false;
            boolean outFixed = false;
            for (int n = 1; n <= 2000; n++) {
                sum += random.nextGaussian();
                out |= sequence.around(sum / n, 1.0 / n).low() > 0
                        || sequence.around(sum / n, 1.0 / n).high() < 0;
                outFixed |= Math.abs(sum / n) > 1.96 / Math.sqrt(n);
            }
            left += out ? 1 : 0;
            leftFixed += outFixed ? 1 : 0;
        }
        assertThat(left).isBetween(20, 100);
        assertThat(leftFixed).isGreaterThan(600);
    }
}
