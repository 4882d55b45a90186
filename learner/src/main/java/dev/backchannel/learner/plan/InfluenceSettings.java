package dev.backchannel.learner.plan;

import java.time.Duration;

/**
 * How much one user may teach. Beyond it a preference is CAPPED: accounted for, never learned from.
 *
 * @param window of broker time, ending with the newest preference read
 * @param largestWeight most weight of one user's preferences within the window
 */
public record InfluenceSettings(Duration window, double largestWeight) {
    public InfluenceSettings {
        if (window.isNegative() || window.isZero() || !(largestWeight > 0)) {
            throw new IllegalArgumentException(
                    "window " + window + " and largestWeight " + largestWeight + " must both be above 0");
        }
    }

    public static InfluenceSettings defaults() {
        return new InfluenceSettings(Duration.ofHours(1), 500);
    }
}
