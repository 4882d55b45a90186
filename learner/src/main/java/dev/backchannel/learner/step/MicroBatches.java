package dev.backchannel.learner.step;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/**
 * Cuts work into pieces of similar length that fit the memory: padding is waste. The same work is always cut the same
 * way.
 */
final class MicroBatches {
    private MicroBatches() {}

    /**
     * Cuts.
     *
     * @param longest tokens of an item's longest sequence
     * @param sequences how many sequences an item has
     * @param paddedTokens most sequences × longest in one piece; a single item may exceed it
     * @return indices of {@code items}, longest first
     */
    static <T> List<List<Integer>> cut(
            List<T> items, ToIntFunction<T> longest, ToIntFunction<T> sequences, int paddedTokens) {
        List<Integer> order = IntStream.range(0, items.size())
                .boxed()
                .sorted(Comparator.comparingInt((Integer i) -> -longest.applyAsInt(items.get(i)))
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
        List<List<Integer>> pieces = new ArrayList<>();
        List<Integer> piece = new ArrayList<>();
        int width = 0;
        int rows = 0;
        for (int index : order) {
            T item = items.get(index);
            rows += sequences.applyAsInt(item);
            if (!piece.isEmpty() && (long) rows * width > paddedTokens) {
                pieces.add(piece);
                piece = new ArrayList<>();
                rows = sequences.applyAsInt(item);
            }
            if (piece.isEmpty()) {
                width = longest.applyAsInt(item);
            }
            piece.add(index);
        }
        if (!piece.isEmpty()) {
            pieces.add(piece);
        }
        return pieces;
    }
}
