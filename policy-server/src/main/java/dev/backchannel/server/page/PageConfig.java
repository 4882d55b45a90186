package dev.backchannel.server.page;

import java.time.Duration;

/**
 * How the page is served.
 *
 * @param showTexts whether it shows what users and answers said, or only what became of it
 * @param every so often a viewer hears what changed
 * @param window so far back the charts reach
 * @param viewers so many may look at the same time; one more gets 503
 * @param linger so long the topics are still followed once nobody looks any more
 * @param patience a viewer whose connection takes nothing for so long is dropped
 */
public record PageConfig(
        boolean showTexts, Duration every, Duration window, int viewers, Duration linger, Duration patience) {
    private static final Duration SHORTEST_WINDOW = Duration.ofMinutes(1);

    public PageConfig {
        if (every.toMillis() < 50) {
            throw new IllegalArgumentException("every is " + every + ", but must be at least 50 ms.");
        }
        if (window.compareTo(SHORTEST_WINDOW) < 0) {
            throw new IllegalArgumentException("window is " + window + ", but must be at least a minute.");
        }
        if (viewers < 0) {
            throw new IllegalArgumentException(
                    "viewers is " + viewers + ", but must not be negative; 0 lets nobody look.");
        }
        if (linger.isNegative()) {
            throw new IllegalArgumentException("linger is " + linger + ", but must not be negative.");
        }
        if (patience.compareTo(every) < 0) {
            throw new IllegalArgumentException(
                    "patience is " + patience + ", but must be at least as long as every, " + every + ".");
        }
    }

    /** Without texts: who may open a role's port need not be somebody who may read conversations. */
    public static PageConfig defaults() {
        return new PageConfig(
                false,
                Duration.ofSeconds(1),
                Duration.ofMinutes(10),
                32,
                Duration.ofSeconds(15),
                Duration.ofSeconds(20));
    }

    public PageConfig withShowTexts(boolean other) {
        return new PageConfig(other, every, window, viewers, linger, patience);
    }
}
