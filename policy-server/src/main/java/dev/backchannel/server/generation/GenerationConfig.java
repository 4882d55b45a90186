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
 * @param prefillTokensPerStep prompt tokens read in one step beside running answers, so that these do not stall
 * @param defaultMaxTokens length limit of an answer whose request names none
 * @param cacheBytes memory for keys and values of running answers; who finds none waits, and who never can is refused
 * @param prefixCacheBytes memory for what was read and said in conversations, so that their next turns need not read it
 *     again; 0 for none
 */
public record GenerationConfig(
        int maxRows,
        int rowsForUsers,
        int maxQueued,
        Duration queueTimeout,
        Duration requestTimeout,
        int prefillTokensPerStep,
        int defaultMaxTokens,
        long cacheBytes,
        long prefixCacheBytes) {
    public GenerationConfig {
        positive("maxRows", maxRows);
        positive("maxQueued", maxQueued);
        positive("prefillTokensPerStep", prefillTokensPerStep);
        positive("defaultMaxTokens", defaultMaxTokens);
        if (cacheBytes < 1 || prefixCacheBytes < 0) {
            throw new IllegalArgumentException("cacheBytes is " + cacheBytes + " and prefixCacheBytes "
                    + prefixCacheBytes + ", but the first must be positive and the second not negative.");
        }
        if (rowsForUsers < 0 || rowsForUsers >= maxRows) {
            throw new IllegalArgumentException("rowsForUsers is " + rowsForUsers + ", but must be from 0 to "
                    + (maxRows - 1) + " (below maxRows), so that internal requests get a row at all.");
        }
        if (queueTimeout.isNegative() || requestTimeout.compareTo(queueTimeout) < 0) {
            throw new IllegalArgumentException("requestTimeout is " + requestTimeout
                    + ", but must be at least queueTimeout, " + queueTimeout + ", which must not be negative.");
        }
    }

    /** With the usual memory. */
    public GenerationConfig(
            int maxRows,
            int rowsForUsers,
            int maxQueued,
            Duration queueTimeout,
            Duration requestTimeout,
            int prefillTokensPerStep,
            int defaultMaxTokens) {
        this(
                maxRows,
                rowsForUsers,
                maxQueued,
                queueTimeout,
                requestTimeout,
                prefillTokensPerStep,
                defaultMaxTokens,
                1L << 30,
                64L << 20);
    }

    public static GenerationConfig defaults() {
        return new GenerationConfig(32, 8, 256, Duration.ofSeconds(30), Duration.ofSeconds(120), 128, 256);
    }

    public GenerationConfig withMemory(long forKeysAndValues, long forPrefixes) {
        return new GenerationConfig(
                maxRows,
                rowsForUsers,
                maxQueued,
                queueTimeout,
                requestTimeout,
                prefillTokensPerStep,
                defaultMaxTokens,
                forKeysAndValues,
                forPrefixes);
    }

    private static void positive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is " + value + ", but must be at least 1.");
        }
    }
}
