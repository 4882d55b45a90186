package dev.backchannel.policy.checkpoint;

/** A store that cannot be used now: no answer, an error of its own, no leave. Says nothing of any checkpoint; try again. */
public class StoreAwayException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StoreAwayException(String message, Throwable cause) {
        super(message, cause);
    }
}
