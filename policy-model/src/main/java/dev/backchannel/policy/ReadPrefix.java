package dev.backchannel.policy;

/** What the model has made of a text that others go on from, under one adapter. Memory on the device until it is closed. */
public interface ReadPrefix extends AutoCloseable {
    /** Tokens that it holds. */
    int tokens();

    long bytes();

    @Override
    void close();
}
