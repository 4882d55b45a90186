package dev.backchannel.streams.followup;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Text as the rules see it: lower case, contractions spelled out as the lexicon says, words and the marks ? ! . , apart.
 */
final class Words {
    private static final String MARKS = "?!.,";
    /** Replaced wherever they stand, in order. */
    private final List<String[]> parts = new ArrayList<>();
    /** Replaced as whole words: what people write without the apostrophe. */
    private final Map<String, List<String>> words = new HashMap<>();

    /** @throws IllegalArgumentException if a contraction is not written as {@code short = long} */
    Words(Lexicon lexicon) {
        for (Cue cue : lexicon.section("contractions")) {
            String[] sides = cue.phrase().split(" = ", 2);
            if (sides.length != 2) {
                throw new IllegalArgumentException(
                        "the contraction '" + cue.phrase() + "' must be written as 'short = long'");
            }
            if (sides[0].contains("'")) {
                parts.add(new String[] {
                    sides[0], sides[0].startsWith("'") || sides[0].equals("n't") ? " " + sides[1] : sides[1]
                });
            } else {
                words.put(sides[0], List.of(sides[1].split(" ", -1)));
            }
        }
    }

    /** @return words and marks, in their order */
    List<String> tokens(String text) {
        String plain = text.toLowerCase(Locale.ROOT).replace('\u2019', '\'').replace('\u2018', '\'');
        if (plain.indexOf('\'') >= 0) {
            for (String[] part : parts) {
                plain = plain.replace(part[0], part[1]);
            }
        }
        List<String> tokens = new ArrayList<>(plain.length() / 4 + 1);
        for (int i = 0; i < plain.length(); ) {
            int end = tokenEnd(plain, i);
            if (end > i) {
                String token = plain.substring(i, end);
                List<String> spelledOut = words.get(token);
                if (spelledOut == null) {
                    tokens.add(token);
                } else {
                    tokens.addAll(spelledOut);
                }
                i = end;
            } else {
                i += Character.charCount(plain.codePointAt(i));
            }
        }
        return tokens;
    }

    /** Where the word or mark that begins at an index ends; the index itself if none does. */
    private static int tokenEnd(String text, int from) {
        if (MARKS.indexOf(text.charAt(from)) >= 0) {
            return from + 1;
        }
        return WordCharacters.end(text, from);
    }
}
