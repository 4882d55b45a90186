package dev.backchannel.policy;

/**
 * Cached decoding of several sequences at once. Rows are slots 0 … maxRows−1; the caller takes the
 * lowest free one, so that few rows stay cheap. Not thread-safe; several decoders may run on one model at once.
 */
public interface Decoder extends AutoCloseable {
    int maxRows();

    /** The most positions, prompt and answer together, that a row can hold. */
    int contextLength();

    /** Positions that the row holds now; 0 when it is free. */
    int position(int row);

    /**
     * Starts {@code row} with a prompt of 1 … contextLength tokens and returns the logits [vocabulary] of the next
     * token. What the row held before is forgotten.
     */
    float[] prefill(int row, int[] ids);

    /**
     * The same under another adapter than the decoder's own. Rows under different adapters of one shape step together.
     *
     * @param adapterOrNull null for the base; held until the row is released or started again
     */
    float[] prefill(int row, int[] ids, Adapter adapterOrNull);

    /**
     * Appends one token to each of the rows and returns the next token's logits, [rows.length][vocabulary]. A row's
     * result does not depend on which other rows step with it, nor on their adapters.
     *
     * @throws IllegalStateException if a row is not started or is full
     */
    float[][] step(int[] rows, int[] tokens);

    /** Frees the row. */
    void release(int row);

    @Override
    void close();
}
