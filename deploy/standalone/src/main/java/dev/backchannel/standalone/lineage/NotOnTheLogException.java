package dev.backchannel.standalone.lineage;

/** Nothing of that name is on the topics; the message says where was looked. */
public final class NotOnTheLogException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NotOnTheLogException(String message) {
        super(message);
    }
}
