package dev.backchannel.streams.followup;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A message as {@link Words} reads it.
 *
 * @param text the tokens, separated by one space each
 * @param tokens words and marks, in their order
 * @param telling those of them that some cue cannot do without, each once
 */
record Said(String text, List<String> tokens, Set<String> telling) {
    /** @param vocabulary words without which cues cannot be found */
    static Said of(List<String> tokens, Set<String> vocabulary) {
        Set<String> telling = new HashSet<>();
        for (String token : tokens) {
            if (vocabulary.contains(token)) {
                telling.add(token);
            }
        }
        return new Said(String.join(" ", tokens), tokens, telling);
    }
}
