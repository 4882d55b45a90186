package dev.backchannel.standalone.bench.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SeriesTest {
    private static final double HOUR = 3_600;

    private final Series series = new Series();
    private final SplittableRandom random = new SplittableRandom(1);

    @Test
    void aSteadyGrowthIsFoundUnderNoiseAndWildPoints() {
        for (int second = 0; second < HOUR; second += 5) {
            double wild = second % 200 == 0 ? 500 : 0;
            series.add(second, 300 + 20 * second / HOUR + 10 * random.nextDouble() + wild);
        }
        Series.Trend trend = series.trend(HOUR / 2, HOUR);
        assertThat(trend.perHour()).isCloseTo(20, within(4.0));
        assertThat(trend.growth()).isCloseTo(10, within(2.0));
        assertThat(trend.median()).isCloseTo(320, within(3.0));
    }

    @Test
    void whatComesDownAgainIsFlatAndWhatCameBeforeIsLeftOut() {
        for (int second = 0; second < HOUR; second += 5) {
            series.add(second, second < HOUR / 2 ? second : 100 + Math.abs(second % 120 - 60));
        }
        assertThat(series.trend(HOUR / 2, HOUR).growth()).isCloseTo(0, within(15.0));
        assertThat(series.trend(0, HOUR / 2 - 1).perHour()).isCloseTo(HOUR, within(1.0));
    }

    @Test
    void ofTooFewPointsNothingIsSaid() {
        assertThat(series.trend(0, HOUR).growth()).isZero();
        assertThat(series.median(0, HOUR)).isNaN();
        series.add(1, 7);
        assertThat(series.trend(0, HOUR)).isEqualTo(new Series.Trend(7, 0, 0));
    }
}
