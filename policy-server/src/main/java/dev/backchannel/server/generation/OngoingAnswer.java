package dev.backchannel.server.generation;

/** A request that was submitted. */
@FunctionalInterface
public interface OngoingAnswer {
    /** The caller went away: whatever it holds is freed at once. Any thread. */
    void cancel();

    /** The client reads more slowly than the answer comes: hold it up, where that spares anything. Any thread. */
    default void pause() {}

    /** It has caught up. Any thread. */
    default void resume() {}
}
