package dev.backchannel.server.api;

/** A conversation is longer than the context: what of it fits is found by many attempts, which an event loop has no time for. */
final class MustBeCutException extends RuntimeException {
    private static final long serialVersionUID = 1;

    MustBeCutException() {
        super("the conversation is longer than the context", null, false, false);
    }
}
