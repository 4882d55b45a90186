package dev.backchannel.streams.watermark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.streams.watermark.EndOffsets.Observation;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WatermarkTest {
    private static final Instant T0 = Instant.parse("2026-11-20T10:00:00Z");
    private static final Duration GRACE = Duration.ofMillis(50);

    private Observation observed;
    private final Watermark watermark =
            new Watermark((topic, partition) -> Optional.ofNullable(observed), "interactions", 0, GRACE);

    @Test
    void withoutKnowledgeOnlyTrafficMovesIt() {
        assertThat(watermark.now()).isEqualTo(Instant.EPOCH);
        watermark.read(0);
        watermark.passed(T0);
        assertThat(watermark.now()).isEqualTo(T0);
    }

    @Test
    void aPartitionReadToItsEndMovesWithTheClock() {
        watermark.read(9);
        watermark.passed(T0);
        observed = new Observation(T0.plusSeconds(5), 10, 0);
        assertThat(watermark.now()).isEqualTo(T0.plusSeconds(5).minus(GRACE));
    }

    @Test
    void unreadRecordsHoldItBack() {
        watermark.read(8);
        watermark.passed(T0);
        observed = new Observation(T0.plusSeconds(5), 10, 3);
        assertThat(watermark.now()).isEqualTo(T0);
    }

    @Test
    void whatWasCommittedBeforeARestartCountsAsRead() {
        observed = new Observation(T0, 10, 10);
        assertThat(watermark.now()).isEqualTo(T0.minus(GRACE));
    }

    @Test
    void itNeverGoesBack() {
        watermark.passed(T0);
        watermark.passed(T0.minusSeconds(1));
        observed = new Observation(T0.minusSeconds(2), 0, 0);
        assertThat(watermark.now()).isEqualTo(T0);
    }
}
