package dev.backchannel.policy;

import org.jspecify.annotations.Nullable;

/** A model folder that cannot be used; the message says which file or field, and what to do. */
public class ModelFormatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ModelFormatException(String message) {
        super(message);
    }

    public ModelFormatException(@Nullable String message, Throwable cause) {
        super(message, cause);
    }
}
