package dev.backchannel.server.generation;

import java.time.Duration;

/**
 * How requests share the inference thread.
 *
 * @param maxRows answers decoded at once
 * @param rowsForUsers of these, rows that internal requests may never take
 * @param maxQueued answers that may wait; one more gets 429
 * @param queueTimeout an answer that has waited longer gets 503
 * @param requestTimeout an answer that takes longer, waiting included, is broken off
 * @param prefillTokensPerStep prompt tokens read between two decoding steps, so that running streams do not stall; a
 *     single longer prompt is still read at once
 * @param defaultMaxTokens length limit of an answer whose request names none
 */
public record GenerationConfig(
        int maxRows,
        int rowsForUsers,
        int maxQueued,
        Duration queueTimeout,
        Duration requestTimeout,
        int prefillTokensPerStep,
        int defaultMaxTokens) {
    public GenerationConfig {
        positive("maxRows", maxRows);
        positive("maxQueued", maxQueued);
        positive("prefillTokensPerStep", prefillTokensPerStep);
        positive("defaultMaxTokens", defaultMaxTokens);
        if (rowsForUsers < 0 || rowsForUsers >= maxRows) {
            throw new IllegalArgumentException("rowsForUsers is " + rowsForUsers + ", but must be from 0 to "
                    + (maxRows - 1) + " (below maxRows), so that internal requests get a row at all.");
        }
        if (queueTimeout.isNegative() || requestTimeout.compareTo(queueTimeout) < 0) {
            throw new IllegalArgumentException("requestTimeout is " + requestTimeout
                    + ", but must be at least queueTimeout, " + queueTimeout + ", which must not be negative.");
        }
    }

    public static GenerationConfig defaults() {
        return new GenerationConfig(32, 8, 256, Duration.ofSeconds(30), Duration.ofSeconds(120), 512, 256);
    }

    private static void positive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is " + value + ", but must be at least 1.");
        }
    }
}
