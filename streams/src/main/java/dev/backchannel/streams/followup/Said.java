package dev.backchannel.streams.followup;

import java.util.HashSet;
import java.util.Set;

/**
 * A message as {@link Words#normalised} writes it, and the words and marks that it is made of.
 *
 * @param text the tokens, separated by one space each
 * @param words each of them once
 */
record Said(String text, Set<String> words) {
    static Said of(String text) {
        Set<String> words = new HashSet<>();
        for (int from = 0; from < text.length(); ) {
            int space = text.indexOf(' ', from);
            int to = space < 0 ? text.length() : space;
            words.add(text.substring(from, to));
            from = to + 1;
        }
        return new Said(text, words);
    }
}
