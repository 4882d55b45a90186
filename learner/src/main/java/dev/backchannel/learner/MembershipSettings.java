package dev.backchannel.learner;

import java.time.Duration;
import java.util.Optional;

/**
 * How learners of one policy agree on who leads.
 *
 * @param instance a name that stays the same over restarts, if only one process can have it (it owns the data folder, say):
 *     a restarted learner then takes its old place at once; empty: the group waits for {@code sessionTimeout} first
 * @param sessionTimeout a leader that is silent for so long is replaced
 * @param transactionTimeout an unfinished transaction holds readers up for at most so long
 * @param longestStep a leader that is busy for longer is replaced
 */
public record MembershipSettings(
        Optional<String> instance, Duration sessionTimeout, Duration transactionTimeout, Duration longestStep) {
    private static final Duration LONGEST_TIMEOUT = Duration.ofSeconds(10);

    public MembershipSettings {
        requireShort("sessionTimeout", sessionTimeout);
        requireShort("transactionTimeout", transactionTimeout);
        if (longestStep.compareTo(sessionTimeout) < 0) {
            throw new IllegalArgumentException(
                    "longestStep is " + longestStep + ", but must be at least sessionTimeout, " + sessionTimeout);
        }
    }

    public static MembershipSettings defaults() {
        return new MembershipSettings(
                Optional.empty(), Duration.ofSeconds(6), Duration.ofSeconds(10), Duration.ofMinutes(10));
    }

    public MembershipSettings as(String stableName) {
        return new MembershipSettings(Optional.of(stableName), sessionTimeout, transactionTimeout, longestStep);
    }

    private static void requireShort(String name, Duration timeout) {
        if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
            throw new IllegalArgumentException(
                    name + " is " + timeout + ", but must be above 0 and at most " + LONGEST_TIMEOUT);
        }
    }
}
