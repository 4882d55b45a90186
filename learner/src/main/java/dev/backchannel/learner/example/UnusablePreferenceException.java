package dev.backchannel.learner.example;

/** A preference that can teach nothing; the message is the reason in its disposition. */
public class UnusablePreferenceException extends Exception {
    private static final long serialVersionUID = 1L;

    public UnusablePreferenceException(String reason) {
        super(reason);
    }
}
