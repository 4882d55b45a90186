package dev.backchannel.server.api;

import java.time.Clock;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/** Makes ids of turns: {@code turn-}, 12 hex digits of milliseconds and 20 random ones, so that they sort by time. */
final class TurnIds {
    private final Clock clock;
    private final RandomGenerator random;

    /** @param random thread-safe and unpredictable: an id must not be guessed, signals are sent for it */
    TurnIds(Clock clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    String next() {
        byte[] tail = new byte[10];
        random.nextBytes(tail);
        return String.format("turn-%012x%s", clock.millis(), HexFormat.of().formatHex(tail));
    }
}
