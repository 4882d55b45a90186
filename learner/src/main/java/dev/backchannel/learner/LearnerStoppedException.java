package dev.backchannel.learner;

/**
 * The learner cannot go on without an operator, and guessing would break what it promises. The message says what was
 * found and what to do.
 */
public class LearnerStoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LearnerStoppedException(String message) {
        super(message);
    }

    public LearnerStoppedException(String message, Throwable cause) {
        super(message, cause);
    }
}
