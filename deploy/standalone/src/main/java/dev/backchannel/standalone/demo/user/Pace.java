package dev.backchannel.standalone.demo.user;

/** Says when a user's next request is due. */
@FunctionalInterface
public interface Pace {
    /**
     * Waits until it is.
     *
     * @return when it was due, by {@link System#nanoTime}, which may be before this was asked
     */
    long await() throws InterruptedException;
}
