package dev.backchannel.server.generation;

/** No room to wait; try again later. */
public final class QueueFullException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public QueueFullException(int waiting) {
        super(waiting + " answers are waiting already");
    }
}
