package dev.backchannel.server.scoring;

/** Who waits for work on the model beside the inference thread; the first goes first. */
public enum Rank {
    /** A user's answer cannot begin before it. Also done between two parts of other work. */
    ANSWER,
    /** Whoever asked over HTTP. */
    REQUEST,
    /** Mining and probes: yields to users. */
    INTERNAL;

    public static Rank of(boolean internal) {
        return internal ? INTERNAL : REQUEST;
    }
}
