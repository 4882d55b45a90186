package dev.backchannel.streams.mining;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A longest common subsequence of two lists, a word of bits at a time (Hyyrö, "Bit-parallel LCS-length computation revisited",
 * 2004): bit i of row j is 0 where the first i + 1 of {@code before} have one more in common with the first j of {@code after}
 * than the first i have. For lists of some hundred entries.
 *
 * @param before indexes of those that are in {@code after}, too
 * @param after the same of the other list
 */
record CommonSubsequence(BitSet before, BitSet after) {
    static <T> CommonSubsequence of(List<T> before, List<T> after) {
        long[][] rows = rows(before, after);
        BitSet keptBefore = new BitSet();
        BitSet keptAfter = new BitSet();
        int i = before.size();
        int j = after.size();
        while (i > 0 && j > 0) {
            if (isSet(rows[j], i - 1)) {
                i--;
            } else if (!isSet(rows[j - 1], i - 1)) {
                j--;
            } else {
                keptBefore.set(--i);
                keptAfter.set(--j);
            }
        }
        return new CommonSubsequence(keptBefore, keptAfter);
    }

    private static <T> long[][] rows(List<T> before, List<T> after) {
        int words = Math.max(1, (before.size() + 63) / 64);
        Map<T, long[]> places = new HashMap<>();
        for (int i = 0; i < before.size(); i++) {
            places.computeIfAbsent(before.get(i), k -> new long[words])[i / 64] |= 1L << i;
        }
        long[] nowhere = new long[words];
        long[][] rows = new long[after.size() + 1][];
        rows[0] = new long[words];
        Arrays.fill(rows[0], -1L);
        for (int j = 1; j < rows.length; j++) {
            rows[j] = next(rows[j - 1], places.getOrDefault(after.get(j - 1), nowhere));
        }
        return rows;
    }

    /** row + (row AND places) OR (row AND NOT places), with a carry from word to word. */
    private static long[] next(long[] row, long[] places) {
        long[] next = new long[row.length];
        long carry = 0;
        for (int w = 0; w < row.length; w++) {
            long common = row[w] & places[w];
            long sum = row[w] + common;
            long carried = sum + carry;
            carry = Long.compareUnsigned(sum, row[w]) < 0 || Long.compareUnsigned(carried, sum) < 0 ? 1 : 0;
            next[w] = carried | (row[w] & ~places[w]);
        }
        return next;
    }

    private static boolean isSet(long[] row, int bit) {
        return (row[bit / 64] >> bit & 1) != 0;
    }
}
