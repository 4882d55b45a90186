package dev.backchannel.topics;

import java.util.Objects;

/** What lies under an exception, and what it says. */
public final class Cause {
    private Cause() {}

    /** The wrapped one, or itself where it wraps none. */
    public static Throwable of(Throwable e) {
        return Objects.requireNonNullElse(e.getCause(), e);
    }

    /** Its message, or its class where it has none. */
    public static String message(Throwable e) {
        return Objects.requireNonNullElseGet(e.getMessage(), e::toString);
    }
}
