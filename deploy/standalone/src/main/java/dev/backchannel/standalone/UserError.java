package dev.backchannel.standalone;

import org.jspecify.annotations.Nullable;

/** Something the person at the keyboard can put right; the message says what was wrong and what to do. */
public final class UserError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    private UserError(int exitCode, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /** A wrong option, key or value: exit 2. */
    public static UserError usage(String message) {
        return new UserError(2, message, null);
    }

    /** The command was right but could not be done: exit 1. */
    public static UserError failure(String message) {
        return new UserError(1, message, null);
    }

    public static UserError failure(String message, Throwable cause) {
        return new UserError(1, message, cause);
    }

    public int exitCode() {
        return exitCode;
    }
}
