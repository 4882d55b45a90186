package dev.backchannel.ingestion;

import java.util.Locale;

/** One event that cannot be accepted; the message names the field and the value. */
final class InvalidEvent extends Exception {
    private static final long serialVersionUID = 1;

    /** Why events are rejected, as the metric counts it. */
    enum Reason {
        MALFORMED,
        MISSING,
        WRONG_TYPE,
        BAD_VALUE,
        UNKNOWN_TYPE,
        TOO_LARGE,
        /** The sender's key or feedback token is not good for it. */
        FORBIDDEN;

        String tag() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Reason reason;

    InvalidEvent(Reason reason, String message) {
        super(message, null, false, false); // the client's fault: no stack trace
        this.reason = reason;
    }

    Reason reason() {
        return reason;
    }
}
