package dev.backchannel.policy.checkpoint;

import org.jspecify.annotations.Nullable;

/** A checkpoint that must not be used; the message names the file and the reason. */
public class CorruptCheckpointException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CorruptCheckpointException(String message) {
        super(message);
    }

    public CorruptCheckpointException(@Nullable String message, Throwable cause) {
        super(message, cause);
    }
}
