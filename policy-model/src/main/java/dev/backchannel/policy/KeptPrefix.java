package dev.backchannel.policy;

/**
 * What a row had made of its first tokens, apart from the row: another row under the same adapter, with the same first
 * tokens, can go on from there. Memory on the device until it is closed.
 */
public interface KeptPrefix extends AutoCloseable {
    /** Positions that it holds. */
    int positions();

    long bytes();

    @Override
    void close();
}
