package dev.backchannel.standalone.demo.client;

/** A request that did not get what it asked for. */
public final class RequestFailedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public RequestFailedException(String message) {
        super(message);
    }

    public RequestFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
