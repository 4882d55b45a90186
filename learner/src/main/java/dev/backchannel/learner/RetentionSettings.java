package dev.backchannel.learner;

import java.time.Duration;

/**
 * How long checkpoints are kept. Whatever the limits say, what a server serves, what is pinned, the newest, the last good one
 * and what recovery needs stay.
 *
 * @param newest so many are kept; older ones go
 * @param age those that are older go, too; a server that has not been heard of for so long protects nothing any more
 */
public record RetentionSettings(int newest, Duration age) {
    public RetentionSettings {
        if (newest < 1) {
            throw new IllegalArgumentException("newest is " + newest + ", but must be at least 1");
        }
        if (age.isNegative() || age.isZero()) {
            throw new IllegalArgumentException("age is " + age + ", but must be above 0");
        }
    }

    public static RetentionSettings defaults() {
        return new RetentionSettings(200, Duration.ofDays(30));
    }
}
