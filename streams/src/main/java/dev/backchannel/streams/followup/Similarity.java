package dev.backchannel.streams.followup;

import java.util.Arrays;
import java.util.HashSet;
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
        String plain = withoutMarks(words);
        if (plain.contains(" ") && plain.equals(withoutMarks(others))) {
            return 1;
        }
        Set<String> a = content(words);
        Set<String> b = content(others);
        Set<String> shared = new HashSet<>(a);
        shared.retainAll(b);
        if (shared.size() < 2) {
            return 0;
        }
        double jaccard = shared.size() / (double) (a.size() + b.size() - shared.size());
        return a.size() < 3 ? jaccard : Math.max(jaccard, 0.9 * shared.size() / a.size());
    }

    private static String withoutMarks(String words) {
        StringBuilder plain = new StringBuilder(words.length());
        for (String word : words.split(" ")) {
            if (!isMark(word)) {
                plain.append(plain.isEmpty() ? "" : " ").append(word);
            }
        }
        return plain.toString();
    }

    /** A mark is a word of its own. */
    private static boolean isMark(String word) {
        return word.length() <= 1 && (word.isEmpty() || "?!.,".contains(word));
    }

    private Set<String> content(String words) {
        return Arrays.stream(words.split(" "))
                .filter(w -> !w.isEmpty() && Character.isLetterOrDigit(w.charAt(0)) && !stopWords.contains(w))
                .map(Similarity::stem)
                .collect(Collectors.toSet());
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
