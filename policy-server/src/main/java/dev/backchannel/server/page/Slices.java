package dev.backchannel.server.page;

import java.time.Duration;

/** The window that the charts show, cut into slices of equal length. */
record Slices(long windowMillis) {
    static final int COUNT = 120;

    Slices(Duration window) {
        this(window.toMillis());
    }

    long millis() {
        return windowMillis / COUNT;
    }

    /** The start of the slice that holds this time. */
    long start(long at) {
        return at - at % millis();
    }

    /** The start of the oldest slice that is shown now. */
    long oldest(long now) {
        return start(now) - (COUNT - 1) * millis();
    }
}
