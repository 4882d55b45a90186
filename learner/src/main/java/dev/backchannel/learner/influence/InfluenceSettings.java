package dev.backchannel.learner.influence;

import java.time.Duration;

/**
 * How much of what is learned one user, conversation or tenant may decide. Beyond it a preference is CAPPED: accounted for,
 * never learned from. All bounds are of weight within the window.
 *
 * @param window of broker time, ending now: the median of the newest few accepted_at, in the order of the log
 * @param largestWeight what any user may teach, whatever the others do
 * @param largestShare of all that the tenant teaches; who is within it may teach more than {@code largestWeight}
 * @param largestWeightOfConversation most of one conversation
 * @param largestWeightOfTenant most of one tenant
 * @param copies how many users may teach the very same text; the same user may only once
 * @param burst how fast one user may teach
 * @param remembered most preferences that the window holds, the newest; bounds what a checkpoint carries of them
 */
public record InfluenceSettings(
        Duration window,
        double largestWeight,
        double largestShare,
        double largestWeightOfConversation,
        double largestWeightOfTenant,
        int copies,
        BurstSettings burst,
        int remembered) {
    public InfluenceSettings {
        if (window.compareTo(burst.window()) <= 0) {
            throw new IllegalArgumentException(
                    "window is " + window + ", but must be longer than burst.window, " + burst.window());
        }
        requireAboveZero("largestWeight", largestWeight);
        requireAboveZero("largestWeightOfConversation", largestWeightOfConversation);
        requireAboveZero("largestWeightOfTenant", largestWeightOfTenant);
        if (!(largestShare >= 0 && largestShare <= 1)) {
            throw new IllegalArgumentException("largestShare is " + largestShare + ", but must be from 0 to 1");
        }
        if (copies < 1 || remembered < 1) {
            throw new IllegalArgumentException(
                    "copies is " + copies + " and remembered " + remembered + ", but both must be at least 1");
        }
    }

    /** What the demo's users never meet, and what a stranger with a script meets at once; docs/decisions/influence.md. */
    public static InfluenceSettings defaults() {
        return new InfluenceSettings(Duration.ofHours(1), 30, 0.1, 20, 100_000, 3, BurstSettings.defaults(), 10_000);
    }

    /** Bounds nobody but by this much weight for each user. */
    public static InfluenceSettings perUser(Duration window, double largestWeight) {
        return new InfluenceSettings(
                window,
                largestWeight,
                0,
                Double.MAX_VALUE,
                Double.MAX_VALUE,
                Integer.MAX_VALUE,
                BurstSettings.none(),
                10_000);
    }

    private static void requireAboveZero(String name, double value) {
        if (!(value > 0)) {
            throw new IllegalArgumentException(name + " is " + value + ", but must be above 0");
        }
    }
}
