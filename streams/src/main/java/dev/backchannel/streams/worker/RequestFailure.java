package dev.backchannel.streams.worker;

/** A request to the policy server that did not succeed. */
final class RequestFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean temporary;

    RequestFailure(String message, boolean temporary) {
        super(message, null, false, false);
        this.temporary = temporary;
    }

    /** Whether the same request may succeed a moment later. */
    boolean isTemporary() {
        return temporary;
    }
}
