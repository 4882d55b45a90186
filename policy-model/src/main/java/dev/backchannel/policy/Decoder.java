package dev.backchannel.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cached decoding of several sequences at once. Rows are slots 0 … maxRows−1; the caller takes the
 * lowest free one, so that few rows stay cheap. Not thread-safe; several decoders may run on one model at once.
 */
public interface Decoder extends AutoCloseable {
    int maxRows();

    /** The most positions, prompt and answer together, that a row can hold: the model's, or fewer if memory for one row does. */
    int contextLength();

    /** Positions that the row holds now; 0 when it is free. */
    int position(int row);

    /** Whether memory allows the row to begin, with room for so many positions, beside all that have begun. */
    boolean fits(int row, int room);

    /**
     * Begins a row; what it held before is forgotten.
     *
     * @param room most positions that it will hold, 1 … contextLength; memory for them is set aside
     * @param adapterOrNull null for the base; held until the row is released or begun again
     * @throws IllegalStateException if it does not fit
     */
    void begin(int row, int room, @Nullable Adapter adapterOrNull);

    /**
     * Appends tokens to rows that have begun, in one call of the graph where their adapters allow it. A token's numbers do
     * not depend on what else runs, nor on how its sequence is cut into feeds.
     *
     * @param feeds at most one for each row
     * @return the next token's logits [vocabulary] of each feed, null where they are not asked for
     * @throws IllegalStateException if a row has not begun or has no room left
     */
    float[][] advance(List<Feed> feeds);

    /** Most tokens that should be fed to the row at once, so that a long prompt does not need much memory at a time. */
    int mostTokens(int row);

    /** Copies what a row has made of its first {@code positions} tokens. The caller closes it. */
    KeptPrefix keep(int row, int positions);

    /** Puts the first {@code positions} of a prefix into a row that has just begun under the same adapter. */
    void resume(int row, KeptPrefix prefix, int positions);

    /** Begins a row with a prompt under the decoder's own adapter. */
    float[] prefill(int row, int[] ids);

    /**
     * Begins {@code row} with a prompt of 1 … contextLength tokens, with all the room there is, and returns the logits
     * [vocabulary] of the next token.
     *
     * @param adapterOrNull null for the base
     */
    default float[] prefill(int row, int[] ids, @Nullable Adapter adapterOrNull) {
        requirePrompt(ids);
        begin(row, contextLength(), adapterOrNull);
        return read(row, ids);
    }

    /** @throws IllegalArgumentException if this is none that a row can hold */
    default void requirePrompt(int[] ids) {
        if (ids.length == 0 || ids.length > contextLength()) {
            throw new IllegalArgumentException("A prompt has 1 to " + contextLength() + " tokens, but this one has "
                    + ids.length + ". Shorten it on its left.");
        }
    }

    /** Feeds a row any number of tokens, in as many calls as that takes. */
    default float[] read(int row, int[] ids) {
        float[] logits = null;
        for (int from = 0; from < ids.length; ) {
            int to = Math.min(ids.length, from + mostTokens(row));
            logits = advance(List.of(new Feed(row, Arrays.copyOfRange(ids, from, to), to == ids.length)))[0];
            from = to;
        }
        if (logits == null) {
            throw new IllegalArgumentException("row " + row + " is to read no token at all");
        }
        return logits;
    }

    /** Appends one token to each of the rows and returns the next token's logits, [rows.length][vocabulary]. */
    default float[][] step(int[] rows, int[] tokens) {
        if (rows.length != tokens.length) {
            throw new IllegalArgumentException(rows.length + " rows, but " + tokens.length + " tokens.");
        }
        List<Feed> feeds = new ArrayList<>(rows.length);
        for (int i = 0; i < rows.length; i++) {
            feeds.add(new Feed(rows[i], new int[] {tokens[i]}, true));
        }
        return advance(feeds);
    }

    /** Frees the row. */
    void release(int row);

    @Override
    void close();
}
