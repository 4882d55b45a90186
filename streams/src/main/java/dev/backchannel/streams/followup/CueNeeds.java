package dev.backchannel.streams.followup;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Words without which a cue cannot be found: of each entry one must be there. Nothing is concluded from an item whose
 * meaning is not plain, so this may ask for too little, never for too much.
 */
record CueNeeds(List<List<String>> oneOfEach) {
    private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{M}\\p{N}']+|[?!.,]");

    CueNeeds {
        oneOfEach = List.copyOf(oneOfEach);
    }

    /** @param items of the cue that must match, in the notation of {@link Cue} */
    static CueNeeds of(List<String> items) {
        List<List<String>> needs = new ArrayList<>();
        for (String item : items) {
            boolean bracket = item.startsWith("(") && item.endsWith(")");
            String inner = bracket ? item.substring(1, item.length() - 1) : item;
            if (inner.matches(".*[()].*") || (!bracket && inner.contains("|"))) {
                return new CueNeeds(List.of()); // brackets in brackets: the items are not what they look like
            }
            List<String> words = new ArrayList<>();
            for (String alternative : bracket ? inner.split("\\|", -1) : new String[] {inner}) {
                words.add(alternative.split(" ", 2)[0]);
            }
            if (words.stream().allMatch(w -> PLAIN.matcher(w).matches())) {
                needs.add(List.copyOf(words));
            }
        }
        return new CueNeeds(needs);
    }

    /** The entry with the longest words: they are seldom said. Empty if there is none. */
    List<String> rarest() {
        return oneOfEach.stream()
                .max(Comparator.comparingInt(
                        words -> words.stream().mapToInt(String::length).min().orElse(0)))
                .orElse(List.of());
    }

    boolean areIn(Set<String> words) {
        for (List<String> one : oneOfEach) {
            boolean there = false;
            for (String word : one) {
                there |= words.contains(word);
            }
            if (!there) {
                return false;
            }
        }
        return true;
    }
}
