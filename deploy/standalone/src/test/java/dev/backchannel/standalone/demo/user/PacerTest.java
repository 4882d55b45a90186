package dev.backchannel.standalone.demo.user;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PacerTest {
    private final AtomicLong now = new AtomicLong();
    private final Pacer pacer = new Pacer(now::get, 2, 50, Duration.ofSeconds(3));

    @Test
    void growsWhileSignalsAreLearnedFromSoon() {
        for (int i = 0; i < 200; i++) {
            pacer.adapt(Duration.ofSeconds(1));
        }
        assertThat(pacer.perSecond()).isEqualTo(50);
    }

    @Test
    void shrinksWhileSignalsWaitButNeverStops() {
        for (int i = 0; i < 60; i++) {
            pacer.adapt(Duration.ZERO);
        }
        double before = pacer.perSecond();
        pacer.adapt(Duration.ofSeconds(4));
        assertThat(pacer.perSecond()).isLessThan(before);
        for (int i = 0; i < 200; i++) {
            pacer.adapt(Duration.ofSeconds(4));
        }
        assertThat(pacer.perSecond()).isEqualTo(2);
    }
}
