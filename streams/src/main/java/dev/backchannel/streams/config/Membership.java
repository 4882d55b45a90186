package dev.backchannel.streams.config;

import java.time.Duration;

/**
 * How instances of the topology notice each other's death.
 *
 * @param sessionTimeout an instance that is silent for so long is replaced
 * @param transactionTimeout what it left open holds its successor and all readers up for at most so long
 */
public record Membership(Duration sessionTimeout, Duration transactionTimeout) {
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    public Membership {
        require("sessionTimeout", sessionTimeout);
        require("transactionTimeout", transactionTimeout);
    }

    public static Membership standard() {
        return new Membership(Duration.ofSeconds(6), Duration.ofSeconds(8));
    }

    private static void require(String name, Duration timeout) {
        if (timeout.compareTo(SHORTEST) < 0 || timeout.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    name + " is " + timeout + ", but must be from " + SHORTEST + " to " + LONGEST);
        }
    }
}
