package dev.backchannel.learner.example;

import com.github.difflib.DiffUtils;
import com.github.difflib.algorithm.myers.MyersDiffWithLinearSpace;
import com.github.difflib.patch.AbstractDelta;
import com.github.difflib.patch.Chunk;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Where a corrected answer differs from the one that was given, by a shortest edit script over token ids (Myers, "An O(ND)
 * difference algorithm and its variations", 1986). The same ids give the same spans.
 *
 * <p>Where something was only put in, or only left out, one side says nothing at that place, and there would be nothing to
 * compare: there the next token, which both have, belongs to the span on both sides (the one before, where none follows). So
 * what was put in is held against going on without it, and what was left out against not saying it.
 *
 * @param chosen [tokens] true: changed
 * @param rejected [tokens] true: changed
 */
public record ChangedSpans(boolean[] chosen, boolean[] rejected) {
    /** A correction leaves at least this share of the longer version as it was; else it is another answer. */
    private static final double LEAST_KEPT = 0.5;

    /** Empty if so much differs that the versions are two answers rather than one corrected. */
    public static Optional<ChangedSpans> between(int[] chosen, int[] rejected) {
        boolean[] added = new boolean[chosen.length];
        boolean[] removed = new boolean[rejected.length];
        for (AbstractDelta<Integer> delta : DiffUtils.diff(
                        boxed(rejected), boxed(chosen), new MyersDiffWithLinearSpace<>())
                .getDeltas()) {
            mark(removed, delta.getSource());
            mark(added, delta.getTarget());
        }
        int kept = count(added, false);
        if (kept < LEAST_KEPT * Math.max(chosen.length, rejected.length)) {
            return Optional.empty();
        }
        return Optional.of(widened(added, removed));
    }

    /** Tokens of the chosen answer that are compared. */
    public int chosenTokens() {
        return count(chosen, true);
    }

    /** Tokens of the rejected answer that are compared. */
    public int rejectedTokens() {
        return count(rejected, true);
    }

    /** Walks both at once, from one kept token to the next. */
    private static ChangedSpans widened(boolean[] added, boolean[] removed) {
        boolean[] chosen = added.clone();
        boolean[] rejected = removed.clone();
        int c = 0;
        int r = 0;
        while (c < added.length || r < removed.length) {
            int afterChosen = endOfRun(added, c);
            int afterRejected = endOfRun(removed, r);
            if ((afterChosen == c) != (afterRejected == r)) {
                // At the end the token before the gap: what is kept ends together on both sides.
                boolean atEnd = afterChosen == added.length;
                int inChosen = atEnd ? c - 1 : afterChosen;
                int inRejected = atEnd ? r - 1 : afterRejected;
                if (inChosen >= 0 && inRejected >= 0) {
                    chosen[inChosen] = true;
                    rejected[inRejected] = true;
                }
            }
            c = afterChosen + 1;
            r = afterRejected + 1;
        }
        return new ChangedSpans(chosen, rejected);
    }

    private static int endOfRun(boolean[] changed, int from) {
        int end = from;
        while (end < changed.length && changed[end]) {
            end++;
        }
        return end;
    }

    private static void mark(boolean[] changed, Chunk<Integer> chunk) {
        Arrays.fill(changed, chunk.getPosition(), chunk.getPosition() + chunk.size(), true);
    }

    private static int count(boolean[] values, boolean value) {
        int count = 0;
        for (boolean each : values) {
            count += each == value ? 1 : 0;
        }
        return count;
    }

    private static List<Integer> boxed(int[] ids) {
        return Arrays.stream(ids).boxed().toList();
    }
}
