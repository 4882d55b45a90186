package dev.backchannel.server.generation;

/** A request that was submitted. */
@FunctionalInterface
public interface OngoingAnswer {
    /** The caller went away: whatever it holds is freed at once. Any thread. */
    void cancel();
}
