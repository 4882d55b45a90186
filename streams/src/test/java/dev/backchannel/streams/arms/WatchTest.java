package dev.backchannel.streams.arms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.streams.config.AlertRules;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WatchTest {
    private static final Instant START = Instant.parse("2026-11-20T10:00:00Z");
    private static final AlertRules RULES = new AlertRules(Duration.ofMinutes(5), 100, Duration.ofMinutes(1), 1_000);

    @Test
    void aLearnerThatDoesNothingForMinutesThoughMuchWaitsIsSaidToStallOnce() {
        Stall stall = new Stall(RULES);

        assertThat(stall.look(START, 150, Instant.EPOCH, false)).isFalse();
        assertThat(stall.look(at(299), 400, Instant.EPOCH, false)).isFalse();
        assertThat(stall.look(at(300), 400, Instant.EPOCH, false)).isTrue();
        assertThat(stall.look(at(400), 500, Instant.EPOCH, false)).isFalse();
        assertThat(stall.look(at(401), 200, at(401), false)).isFalse();
        assertThat(stall.look(at(701), 200, at(401), false)).isTrue();
    }

    @Test
    void oneThatIsPausedOrHasLittleToDoDoesNotStall() {
        Stall stall = new Stall(RULES);

        for (int seconds = 0; seconds < 1_000; seconds += 100) {
            assertThat(stall.look(at(seconds), 99, Instant.EPOCH, false)).isFalse();
        }
        for (int seconds = 1_000; seconds < 2_000; seconds += 100) {
            assertThat(stall.look(at(seconds), 9_999, Instant.EPOCH, true)).isFalse();
        }
        assertThat(stall.look(at(2_000), 9_999, Instant.EPOCH, false)).isFalse();
        assertThat(stall.look(at(2_300), 9_999, Instant.EPOCH, false)).isTrue();
    }

    @Test
    void lagThatGrowsForAMinuteIsSaidOnceUntilHalfIsGone() {
        Lag lag = new Lag(RULES);
        int told = 0;
        for (int seconds = 0; seconds <= 300; seconds += 5) {
            told += lag.look(at(seconds), 100L * (seconds + 1)) ? 1 : 0;
        }
        assertThat(told).isEqualTo(1);

        lag.look(at(305), 0);
        for (int seconds = 310; seconds <= 400; seconds += 5) {
            told += lag.look(at(seconds), 100L * seconds) ? 1 : 0;
        }
        assertThat(told).isEqualTo(2);
    }

    @Test
    void lagThatComesAndGoesIsNone() {
        Lag lag = new Lag(RULES);
        for (int seconds = 0; seconds <= 600; seconds += 5) {
            assertThat(lag.look(at(seconds), seconds % 30 == 0 ? 9_000 : 5_000 + seconds))
                    .isFalse();
        }
    }

    private static Instant at(int seconds) {
        return START.plusSeconds(seconds);
    }
}
