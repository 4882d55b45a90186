package dev.backchannel.standalone.bench.soak;

import java.util.Locale;

/** What is looked at again and again, and how much it may grow from the middle to the end. */
enum Gauge {
    RESIDENT("resident MiB", 0.05, 48),
    HEAP("live heap MiB", 0.05, 16),
    NATIVE("native MiB", 0.05, 32),
    THREADS("threads", 0.02, 4),
    FILES("open files", 0.05, 32),
    STATE("state MiB", 0.10, 16),
    COMPACTED("compacted topics MiB", 0.10, 48),
    CHECKPOINTS("checkpoints MiB", 0.05, 32),
    SPOOL("spool MiB", 0.05, 16),
    STREAMS_LAG("lag of streams", 0.10, 100),
    MINING_LAG("lag of mining", 0.10, 50),
    LEARNER_LAG("lag of the learner", 0.10, 50),
    RETAINED("retained topics MiB", Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);

    private final String title;
    private final double share;
    private final double amount;

    /**
     * @param share of its median that it may grow by
     * @param amount that it may grow by whatever its median is
     */
    Gauge(String title, double share, double amount) {
        this.title = title;
        this.share = share;
        this.amount = amount;
    }

    String title() {
        return title;
    }

    /** Its name among the figures. */
    String key() {
        StringBuilder key = new StringBuilder();
        for (String word : name().split("_", -1)) {
            key.append(
                    key.isEmpty()
                            ? word.toLowerCase(Locale.ROOT)
                            : word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT));
        }
        return key.toString();
    }

    /** Whether it is known beforehand that it grows: the log of everything, which its retention bounds. */
    boolean grows() {
        return Double.isInfinite(amount);
    }

    double allowed(double median) {
        return Math.max(amount, share * median);
    }
}
