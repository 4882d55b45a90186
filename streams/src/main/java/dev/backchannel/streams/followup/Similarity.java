package dev.backchannel.streams.followup;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** How much two messages say the same: the share of content words that they have in common. */
final class Similarity {
    private final Set<String> stopWords;

    Similarity(Lexicon lexicon) {
        stopWords = lexicon.section("stop words").stream()
                .flatMap(cue -> Arrays.stream(cue.phrase().split(" ")))
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * @return 1 where they are the same but for marks, and more than a word; else shared over all content words of the two
     *     (Jaccard), or 0.9 times shared over those of {@code words} where that has at least three, 0 to 1 (what it has beyond
     *     the others is new, so not said again); 0 where they share less than two
     */
    double of(String words, String others) {
        List<String> said = split(words);
        List<String> before = split(others);
        if (isSame(said, before)) {
            return 1;
        }
        Set<String> a = content(said);
        Set<String> b = content(before);
        int shared = 0;
        for (String word : a) {
            shared += b.contains(word) ? 1 : 0;
        }
        if (shared < 2) {
            return 0;
        }
        double jaccard = shared / (double) (a.size() + b.size() - shared);
        return a.size() < 3 ? jaccard : Math.max(jaccard, 0.9 * shared / a.size());
    }

    private static List<String> split(String words) {
        List<String> split = new ArrayList<>(words.length() / 4 + 1);
        for (int from = 0; from < words.length(); ) {
            int space = words.indexOf(' ', from);
            int to = space < 0 ? words.length() : space;
            split.add(words.substring(from, to));
            from = to + 1;
        }
        return split;
    }

    private static boolean isSame(List<String> said, List<String> before) {
        List<String> plain = withoutMarks(said);
        return plain.size() > 1 && plain.equals(withoutMarks(before));
    }

    private static List<String> withoutMarks(List<String> words) {
        List<String> plain = new ArrayList<>(words.size());
        for (String word : words) {
            if (!isMark(word)) {
                plain.add(word);
            }
        }
        return plain;
    }

    /** A mark is a word of its own. */
    private static boolean isMark(String word) {
        return word.length() <= 1 && (word.isEmpty() || "?!.,".contains(word));
    }

    private Set<String> content(List<String> words) {
        Set<String> content = new HashSet<>();
        for (String word : words) {
            if (!word.isEmpty() && Character.isLetterOrDigit(word.charAt(0)) && !stopWords.contains(word)) {
                content.add(stem(word));
            }
        }
        return content;
    }

    /** Plural and -ing off, crude but the same for both sides. */
    private static String stem(String word) {
        if (word.length() > 5 && word.endsWith("ing")) {
            return word.substring(0, word.length() - 3);
        }
        return word.length() > 3 && word.endsWith("s") && !word.endsWith("ss")
                ? word.substring(0, word.length() - 1)
                : word;
    }
}
