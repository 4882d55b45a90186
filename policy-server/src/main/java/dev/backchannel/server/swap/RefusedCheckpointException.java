package dev.backchannel.server.swap;

/** A checkpoint that must not be served; the message says why. */
public final class RefusedCheckpointException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RefusedCheckpointException(String message) {
        super(message);
    }
}
