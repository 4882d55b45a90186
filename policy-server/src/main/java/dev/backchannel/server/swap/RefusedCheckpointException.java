package dev.backchannel.server.swap;

/** A checkpoint that must not be served; the message says why. */
final class RefusedCheckpointException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RefusedCheckpointException(String message) {
        super(message);
    }
}
