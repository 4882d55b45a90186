package dev.backchannel.standalone.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Finds what somebody probably meant to write. */
public final class Nearest {
    private Nearest() {}

    /** The known word with the fewest edits to {@code word}, if it is at most half the word away. */
    public static Optional<String> to(String word, Collection<String> known) {
        LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
        return known.stream()
                .min(Comparator.comparingInt(candidate -> distance.apply(word, candidate)))
                .filter(candidate -> distance.apply(word, candidate) <= Math.max(2, word.length() / 2));
    }

    /** {@code "; did you mean X?"}, or nothing. */
    public static String suggestion(String word, Collection<String> known) {
        return to(word, known)
                .map(candidate -> "; did you mean '" + candidate + "'?")
                .orElse("");
    }
}
