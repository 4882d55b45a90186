package dev.backchannel.streams.followup;

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
     *     (Jaccard), or 0.9 times shared over those of {@code said} where that has at least three, 0 to 1 (what it has beyond
     *     the others is new, so not said again); 0 where they share less than two
     */
    double of(List<String> said, List<String> before) {
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

    private static boolean isSame(List<String> said, List<String> before) {
        int words = 0;
        int other = 0;
        for (String word : said) {
            if (!isMark(word)) {
                other = nextWord(before, other);
                if (other == before.size() || !before.get(other).equals(word)) {
                    return false;
                }
                words++;
                other++;
            }
        }
        return words > 1 && nextWord(before, other) == before.size();
    }

    /** @return its index, from {@code from} on; the size if there is none */
    private static int nextWord(List<String> tokens, int from) {
        int at = from;
        while (at < tokens.size() && isMark(tokens.get(at))) {
            at++;
        }
        return at;
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
