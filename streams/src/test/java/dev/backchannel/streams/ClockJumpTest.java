package dev.backchannel.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.avro.Disposition;
import dev.backchannel.avro.ThumbValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The broker's clock, the only one that decides, is set forwards and back: each signal still ends, and ends once. */
class ClockJumpTest {
    private static final int HISTORIES = 20;
    private static final int EVENTS = 12;

    @Test
    void everySignalEndsOnceHoweverTheClockJumps() {
        long first = Long.getLong("backchannel.seed", 1);
        for (long seed = first; seed < first + HISTORIES; seed++) {
            jumps(seed);
        }
    }

    private static void jumps(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<String> signals = new ArrayList<>();
        try (TopologyHarness harness = new TopologyHarness(StreamsConfig.fast())) {
            for (int i = 0; i < EVENTS; i++) {
                String turn = "t" + i;
                String signal = "s" + i;
                harness.turn(turn, "answer " + i, "user: question " + i);
                harness.setBrokersClock(jump(random)).advance(Duration.ofMillis(random.nextInt(1, 1_500)));
                if (random.nextBoolean()) {
                    harness.thumb(signal, turn, random.nextBoolean() ? ThumbValue.UP : ThumbValue.DOWN);
                } else {
                    harness.edit(signal, turn, "quite another text " + i);
                }
                signals.add(signal);
                harness.setBrokersClock(jump(random)).advance(Duration.ofMillis(random.nextInt(1, 1_500)));
            }
            // At the latest when its clock has passed every time that it ever showed.
            harness.setBrokersClock(Duration.ofDays(1)).settle();
            List<String> ends = new ArrayList<>();
            harness.ends().stream().map(Disposition::getEventId).forEach(ends::add);
            harness.preferences().forEach(preference -> ends.addAll(preference.getEvidence()));
            assertThat(ends.stream().filter(signals::contains).toList())
                    .as("-Dbackchannel.seed=%d", seed)
                    .containsExactlyInAnyOrderElementsOf(signals);
            assertThat(harness.deadLetters()).isEmpty();
        }
    }

    /** Mostly none; by seconds, minutes, or an hour and a half either way. */
    private static Duration jump(SplittableRandom random) {
        int sign = random.nextBoolean() ? 1 : -1;
        return switch (random.nextInt(6)) {
            case 0 -> Duration.ofSeconds(sign * random.nextLong(1, 30));
            case 1 -> Duration.ofMinutes(sign * random.nextLong(1, 30));
            case 2 -> Duration.ofMinutes(sign * 90L);
            default -> Duration.ZERO;
        };
    }
}
