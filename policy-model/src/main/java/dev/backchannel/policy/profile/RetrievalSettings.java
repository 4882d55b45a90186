package dev.backchannel.policy.profile;

import java.time.Duration;

/**
 * How wishes are looked up.
 *
 * @param neighbours k, how many remembered contexts speak; 0: only what was stated for every context
 * @param leastSimilarity cosine, in [-1, 1]; contexts that are less alike are not asked
 * @param halfLife after so long a memory counts half
 */
public record RetrievalSettings(int neighbours, double leastSimilarity, Duration halfLife) {
    public RetrievalSettings {
        if (neighbours < 0) {
            throw new IllegalArgumentException("neighbours is " + neighbours + ", but must be 0 or more");
        }
        if (!(leastSimilarity >= -1 && leastSimilarity <= 1)) {
            throw new IllegalArgumentException(
                    "leastSimilarity is " + leastSimilarity + ", but a cosine is from -1 to 1");
        }
        if (halfLife.isNegative() || halfLife.isZero()) {
            throw new IllegalArgumentException("halfLife is " + halfLife + ", but must be longer than nothing");
        }
    }

    public static RetrievalSettings standard() {
        return new RetrievalSettings(5, 0.1, Duration.ofDays(90));
    }

    public RetrievalSettings withNeighbours(int count) {
        return new RetrievalSettings(count, leastSimilarity, halfLife);
    }
}
