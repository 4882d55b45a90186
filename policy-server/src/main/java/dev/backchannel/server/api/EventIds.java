package dev.backchannel.server.api;

import java.time.Clock;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/** Makes ids of events: their kind, 12 hex digits of milliseconds and 20 random ones, so that they sort by time. */
final class EventIds {
    private final Clock clock;
    private final RandomGenerator random;

    /** @param random thread-safe and unpredictable: an id must not be guessed, signals are sent for it */
    EventIds(Clock clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    String turn() {
        return next("turn-");
    }

    String profileChange() {
        return next("profile-");
    }

    private String next(String kind) {
        byte[] tail = new byte[10];
        random.nextBytes(tail);
        return String.format("%s%012x%s", kind, clock.millis(), HexFormat.of().formatHex(tail));
    }
}
