package dev.backchannel.streams.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SampleRatioTest {
    private static final double[] EVEN = {0.5, 0.5};

    @Test
    void knowsNothingWithoutUsers() {
        assertThat(SampleRatio.DEFAULT.logBayesFactor(new long[] {0, 0}, EVEN)).isZero();
    }

    @Test
    void anEvenSplitIsNeverCalledUnevenMoreOftenThanAlphaThoughOneLooksAfterEveryUser() {
        Random random = new Random(11);
        SampleRatio test = new SampleRatio(0.05, 100);
        int alarms = 0;
        for (int experiment = 0; experiment < 1000; experiment++) {
            long[] users = new long[2];
            boolean alarm = false;
            for (int n = 0; n < 1000; n++) {
                users[random.nextInt(2)]++;
                alarm |= test.mismatched(users, EVEN);
            }
            alarms += alarm ? 1 : 0;
        }
        assertThat(alarms).isBetween(1, 50);
    }

    @Test
    void aSplitThatLosesATenthOfAnArmIsFound() {
        Random random = new Random(12);
        long[] users = new long[2];
        int n = 0;
        while (!SampleRatio.DEFAULT.mismatched(users, EVEN)) {
            users[random.nextDouble() < 0.45 ? 1 : 0]++;
            n++;
        }
        assertThat(n).isBetween(200, 6000);
    }

    @Test
    void sharesThatAreNoneAreRefusedByValue() {
        assertThatThrownBy(() -> SampleRatio.DEFAULT.mismatched(new long[] {1, 1}, new double[] {0.5, 0.6}))
                .hasMessageContaining("0.6");
    }
}
