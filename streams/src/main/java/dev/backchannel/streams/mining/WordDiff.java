package dev.backchannel.streams.mining;

import java.util.BitSet;
import java.util.List;

/**
 * What an edit changed, for people to read: {@code the film begins at [-eight-]{+nine+}}. Long stretches without a change are
 * left out, and so is what would make it longer than {@value #LONGEST} characters.
 */
final class WordDiff {
    static final int LONGEST = 600;

    /** Pieces that are shown around a change. */
    private static final int CONTEXT = 8;
    /** Pieces that are compared, from a little before the first change on; more would not be shown. */
    private static final int WINDOW = 200;

    private static final String LEFT_OUT = "…";

    private final StringBuilder text = new StringBuilder();

    private WordDiff() {}

    static String between(String given, String edited) {
        List<String> before = Tokens.withBlanks(given);
        List<String> after = Tokens.withBlanks(edited);
        int from = Math.max(0, commonHead(before, after) - CONTEXT);
        WordDiff diff = new WordDiff();
        diff.left(from > 0);
        diff.write(window(before, from), window(after, from));
        diff.left(Math.max(before.size(), after.size()) > from + WINDOW);
        return diff.bounded();
    }

    private void write(List<String> before, List<String> after) {
        CommonSubsequence common = CommonSubsequence.of(before, after);
        int shown = 0;
        int from = 0;
        int other = 0;
        while (from < before.size() || other < after.size()) {
            int nextKept = next(common.before(), from, before.size());
            int nextOther = next(common.after(), other, after.size());
            if (nextKept == from && nextOther == other) {
                from++;
                other++;
            } else {
                same(before.subList(shown, from));
                marked("[-", before.subList(from, nextKept), "-]");
                marked("{+", after.subList(other, nextOther), "+}");
                from = nextKept;
                other = nextOther;
                shown = from;
            }
        }
        List<String> rest = before.subList(shown, before.size());
        text.append(String.join("", rest.subList(0, Math.min(CONTEXT, rest.size()))));
        left(rest.size() > CONTEXT);
    }

    private static int next(BitSet kept, int from, int end) {
        int next = kept.nextSetBit(from);
        return next < 0 ? end : next;
    }

    private void same(List<String> pieces) {
        if (pieces.size() <= 2 * CONTEXT) {
            text.append(String.join("", pieces));
        } else {
            text.append(String.join("", pieces.subList(0, CONTEXT)));
            left(true);
            text.append(String.join("", pieces.subList(pieces.size() - CONTEXT, pieces.size())));
        }
    }

    private void marked(String begin, List<String> pieces, String end) {
        if (!pieces.isEmpty()) {
            text.append(begin).append(String.join("", pieces)).append(end);
        }
    }

    private void left(boolean something) {
        if (something && !text.toString().endsWith(LEFT_OUT)) {
            text.append(LEFT_OUT);
        }
    }

    private String bounded() {
        if (text.length() <= LONGEST) {
            return text.toString();
        }
        int end = LONGEST - LEFT_OUT.length();
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + LEFT_OUT;
    }

    private static int commonHead(List<String> a, List<String> b) {
        int head = 0;
        while (head < a.size() && head < b.size() && a.get(head).equals(b.get(head))) {
            head++;
        }
        return head;
    }

    private static List<String> window(List<String> pieces, int from) {
        return pieces.subList(from, Math.min(pieces.size(), from + WINDOW));
    }
}
