package dev.backchannel.server.page;

import java.util.Locale;

/** The lists that a viewer holds, and how many items each keeps: the newest ones. */
enum Part {
    /** One item: what this server is. */
    ABOUT(1),
    /** One item: whether Kafka can be read. */
    STATE(1),
    /** Counts of each stage in a slice of the window. */
    FLOW(Slices.COUNT + 1),
    /** Feedback-to-served in a slice of the window. */
    LATENCY(Slices.COUNT + 1),
    /** One item: feedback-to-served over the window. */
    FEEDBACK(1),
    CHECKPOINTS(200),
    SWAPS(200),
    /** First whole answers of checkpoints, on this server. */
    SERVED(200),
    PREFERENCES(40),
    EXPERIMENTS(20),
    METRICS(600),
    /** Alerts and outcomes of commands. */
    EVENTS(120),
    COMPONENTS(100);

    private final int limit;

    Part(int limit) {
        this.limit = limit;
    }

    int limit() {
        return limit;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
