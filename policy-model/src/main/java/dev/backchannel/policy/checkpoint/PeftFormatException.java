package dev.backchannel.policy.checkpoint;

import org.jspecify.annotations.Nullable;

/** A folder that is no adapter for this base; the message names the file, what is wrong and what would do. */
public class PeftFormatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public PeftFormatException(String message) {
        super(message);
    }

    public PeftFormatException(@Nullable String message, Throwable cause) {
        super(message, cause);
    }
}
