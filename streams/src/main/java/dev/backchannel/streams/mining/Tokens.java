package dev.backchannel.streams.mining;

import dev.backchannel.streams.followup.WordCharacters;
import java.util.ArrayList;
import java.util.List;

/** Text in pieces: words, every other character by itself, and the blanks between them. */
final class Tokens {
    private Tokens() {}

    /** Words and marks. */
    static List<String> of(String text) {
        return split(text, false);
    }

    /** Words, marks and blanks: all of the text. */
    static List<String> withBlanks(String text) {
        return split(text, true);
    }

    private static List<String> split(String text, boolean blanks) {
        List<String> tokens = new ArrayList<>(text.length() / 3 + 1);
        for (int from = 0; from < text.length(); ) {
            int to = WordCharacters.end(text, from);
            boolean blank = to == from && isBlank(text.charAt(from));
            if (blank) {
                to = afterBlanks(text, from);
            } else if (to == from) {
                to += Character.charCount(text.codePointAt(from));
            }
            if (blanks || !blank) {
                tokens.add(text.substring(from, to));
            }
            from = to;
        }
        return tokens;
    }

    private static int afterBlanks(String text, int from) {
        int to = from;
        while (to < text.length() && isBlank(text.charAt(to))) {
            to++;
        }
        return to;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }
}
