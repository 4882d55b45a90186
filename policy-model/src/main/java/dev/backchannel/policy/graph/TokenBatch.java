package dev.backchannel.policy.graph;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.backchannel.policy.Completion;
import java.util.List;

/**
 * Sequences padded on the right to one length, with the places that are rated.
 *
 * @param rows number of sequences B
 * @param width longest length T
 * @param ids [B·T]
 * @param at flat places whose next token is rated, [N]
 * @param target those next tokens, [N]
 */
public record TokenBatch(int rows, int width, long[] ids, long[] at, long[] target) {

    /** Rates every completion token. The last token of a sequence is only a target and is not run. */
    public static TokenBatch of(List<Completion> batch) {
        int width =
                Math.max(1, batch.stream().mapToInt(c -> c.length() - 1).max().orElse(1));
        int rated = batch.stream().mapToInt(c -> c.completion().length).sum();
        long[] ids = new long[batch.size() * width];
        long[] at = new long[rated];
        long[] target = new long[rated];
        int n = 0;
        for (int row = 0; row < batch.size(); row++) {
            int[] prompt = batch.get(row).prompt();
            int[] completion = batch.get(row).completion();
            for (int t = 0; t < Math.min(width, prompt.length + completion.length); t++) {
                ids[row * width + t] = t < prompt.length ? prompt[t] : completion[t - prompt.length];
            }
            for (int i = 0; i < completion.length; i++, n++) {
                at[n] = (long) row * width + prompt.length - 1 + i;
                target[n] = completion[i];
            }
        }
        return new TokenBatch(batch.size(), width, ids, at, target);
    }

    /** Rates the tokens that count: counts[b][t] says whether token t of sequence b is predicted (never for t = 0). */
    public static TokenBatch of(List<int[]> sequences, List<boolean[]> counts) {
        int width =
                Math.max(1, sequences.stream().mapToInt(s -> s.length - 1).max().orElse(1));
        int rated = 0;
        for (boolean[] flags : counts) {
            for (int t = 1; t < flags.length; t++) {
                rated += flags[t] ? 1 : 0;
            }
        }
        long[] ids = new long[sequences.size() * width];
        long[] at = new long[rated];
        long[] target = new long[rated];
        int n = 0;
        for (int row = 0; row < sequences.size(); row++) {
            int[] tokens = sequences.get(row);
            boolean[] flags = counts.get(row);
            if (flags.length != tokens.length) {
                throw new IllegalArgumentException(
                        "Sequence " + row + " has " + tokens.length + " tokens, but " + flags.length + " flags.");
            }
            for (int t = 0; t < tokens.length; t++) {
                if (t < width) {
                    ids[row * width + t] = tokens[t];
                }
                if (t > 0 && flags[t]) {
                    at[n] = (long) row * width + t - 1;
                    target[n++] = tokens[t];
                }
            }
        }
        return new TokenBatch(sequences.size(), width, ids, at, target);
    }

    /** Number of rated tokens N. */
    public int rated() {
        return at.length;
    }

    /** The arrays ids [B, T], at [N], target [N], in the order of the graph's methods. */
    public NDList arrays(NDManager manager) {
        NDArray idArray = manager.create(ids, new Shape(rows, width));
        return new NDList(idArray, manager.create(at), manager.create(target));
    }
}
