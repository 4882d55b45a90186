package dev.backchannel.learner.influence;

import java.time.Duration;

/**
 * How fast one user may teach: within {@code window} at most {@code least} preferences, or {@code times} as many as that
 * user's own mean over such a stretch before it, whichever is more.
 *
 * @param window a short stretch of broker time
 * @param least nobody is held below it
 * @param times of the user's own pace
 */
public record BurstSettings(Duration window, int least, double times) {
    public BurstSettings {
        if (window.isNegative() || window.isZero()) {
            throw new IllegalArgumentException("burst.window is " + window + ", but must be above 0");
        }
        if (least < 1 || !(times >= 0)) {
            throw new IllegalArgumentException("burst.least is " + least + " and burst.times " + times
                    + ", but they must be at least 1 and at least 0");
        }
    }

    public static BurstSettings defaults() {
        return new BurstSettings(Duration.ofSeconds(10), 15, 4);
    }

    /** So high that no user meets it. */
    static BurstSettings none() {
        return new BurstSettings(Duration.ofSeconds(1), Integer.MAX_VALUE, 1);
    }
}
