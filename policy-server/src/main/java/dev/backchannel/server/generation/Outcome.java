package dev.backchannel.server.generation;

/** How a generation ended. */
public enum Outcome {
    /** Every answer is whole. */
    COMPLETE,
    /** The caller went away. */
    CANCELLED,
    /** It waited too long for a row. */
    QUEUE_TIMEOUT,
    /** It took too long altogether. */
    TIMEOUT,
    /** The policy it asked for is no longer loaded. */
    NOT_LOADED,
    /** No server behind this one can answer now. */
    UNAVAILABLE,
    /** A server behind this one failed. */
    UPSTREAM_FAILED,
    /** The model failed, or the server is closing. */
    FAILED
}
