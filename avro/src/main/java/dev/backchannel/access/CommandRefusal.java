package dev.backchannel.access;

import java.util.Locale;

/**
 * Why a command does not count.
 *
 * @param message for people
 * @param digest names the record among all with its id
 */
public record CommandRefusal(Kind kind, String message, String digest) {
    /** What is wrong with it. */
    public enum Kind {
        UNSIGNED,
        UNKNOWN_VERSION,
        UNKNOWN_KEY,
        TAMPERED,
        EARLY,
        LASTING,
        EXPIRED,
        REPLAYED;

        /** As it stands in an event, e.g. {@code unknown_key}. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
