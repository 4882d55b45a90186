package dev.backchannel.policy.graph;

import dev.backchannel.policy.Feed;
import java.util.Arrays;
import java.util.List;

/**
 * One call of the graph's {@code advance}: first one token for each of the lowest rows, then longer parts, then what fills
 * the number of tokens up to a multiple of four, for products of fewer rows round differently.
 *
 * @param ids of all tokens [N]
 * @param positions in their rows [N]
 * @param singles rows that have a place of their own at the beginning, W
 * @param longestSingle positions that the longest of these holds with its new token
 * @param parts row, first position and length of each part
 * @param wanted flat places whose next token is asked for, filled up to a multiple of four
 * @param rowOf the row that a token belongs to; −1 for none
 */
record Advance(long[] ids, long[] positions, int singles, int longestSingle, long[] parts, long[] wanted, int[] rowOf) {
    private static final int UNIT = 4;

    /**
     * @param held positions that each row holds
     * @param spare position for the tokens of rows that have none
     */
    static Advance of(List<Feed> feeds, int[] held, int spare) {
        int singles = 0;
        int longest = 1;
        int inParts = 0;
        int partCount = 0;
        for (Feed feed : feeds) {
            if (feed.ids().length == 1) {
                singles = Math.max(singles, units(feed.row() + 1));
                longest = Math.max(longest, held[feed.row()] + 1);
            } else {
                inParts += feed.ids().length;
                partCount++;
            }
        }
        int tokens = units(singles + inParts);
        long[] ids = new long[tokens];
        long[] positions = new long[tokens];
        int[] rowOf = new int[tokens];
        Arrays.fill(positions, spare);
        Arrays.fill(rowOf, -1);
        long[] parts = new long[3 * partCount];
        long[] wanted = new long[feeds.size()];
        int asked = 0;
        int part = 0;
        int end = singles;
        for (Feed feed : feeds) {
            int row = feed.row();
            int length = feed.ids().length;
            int at = length == 1 ? row : end;
            for (int i = 0; i < length; i++) {
                ids[at + i] = feed.ids()[i];
                positions[at + i] = (long) held[row] + i;
                rowOf[at + i] = row;
            }
            if (length > 1) {
                parts[part++] = row;
                parts[part++] = held[row];
                parts[part++] = length;
                end += length;
            }
            if (feed.asks()) {
                wanted[asked++] = (long) at + length - 1;
            }
        }
        long[] filled = Arrays.copyOf(wanted, units(asked));
        Arrays.fill(filled, asked, filled.length, asked == 0 ? 0 : wanted[0]);
        return new Advance(ids, positions, singles, longest, parts, filled, rowOf);
    }

    private static int units(int count) {
        return (count + UNIT - 1) / UNIT * UNIT;
    }
}
