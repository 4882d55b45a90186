package dev.backchannel.streams.config;

import java.time.Duration;

/**
 * When somebody should look.
 *
 * @param stalledAfter for so long the learner has committed nothing, though preferences wait
 * @param stalledWaiting offsets of preferences that must lie before it then: markers of transactions count, too
 * @param lagFor for so long more events have come than were taken in
 * @param lagLeast events that must wait then
 */
public record AlertRules(Duration stalledAfter, long stalledWaiting, Duration lagFor, long lagLeast) {
    public AlertRules {
        if (stalledAfter.isNegative() || stalledAfter.isZero() || lagFor.isNegative() || lagFor.isZero()) {
            throw new IllegalArgumentException(
                    "stalledAfter and lagFor must be above zero, not " + stalledAfter + " and " + lagFor);
        }
        if (stalledWaiting < 1 || lagLeast < 1) {
            throw new IllegalArgumentException(
                    "stalledWaiting and lagLeast must be 1 or more, not " + stalledWaiting + " and " + lagLeast);
        }
    }

    public static AlertRules standard() {
        return new AlertRules(Duration.ofMinutes(5), 100, Duration.ofMinutes(1), 10_000);
    }
}
