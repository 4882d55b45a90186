package dev.backchannel.standalone.replay;

/** A record of the source that cannot be understood; the replay reports it and goes on. */
public final class BadRecordException extends Exception {
    private static final long serialVersionUID = 1L;

    public BadRecordException(String message) {
        super(message);
    }
}
