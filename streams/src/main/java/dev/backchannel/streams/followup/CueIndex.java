package dev.backchannel.streams.followup;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The cues of a section by a word that each cannot do without: of hundreds of patterns, a message is held against the few
 * that it has the words for. Finds what trying all of them finds.
 */
final class CueIndex {
    private final List<Cue> cues;
    private final Map<String, List<Integer>> byWord = new HashMap<>();
    private final BitSet always = new BitSet();

    CueIndex(List<Cue> cues) {
        this.cues = List.copyOf(cues);
        for (int i = 0; i < cues.size(); i++) {
            List<String> words = cues.get(i).needs().rarest();
            if (words.isEmpty()) {
                always.set(i);
            }
            for (String word : words) {
                byWord.computeIfAbsent(word, w -> new ArrayList<>()).add(i);
            }
        }
    }

    /** The strongest cue in the message, the first of equals; or null. */
    Cue.@Nullable Match find(Said said) {
        BitSet candidates = (BitSet) always.clone();
        for (String word : said.telling()) {
            List<Integer> those = byWord.get(word);
            if (those != null) {
                those.forEach(candidates::set);
            }
        }
        Cue.Match best = null;
        for (int i = candidates.nextSetBit(0); i >= 0; i = candidates.nextSetBit(i + 1)) {
            Cue cue = cues.get(i);
            if ((best == null || cue.confidence() > best.cue().confidence())
                    && cue.needs().areIn(said.telling())) {
                Cue.Match match = cue.in(said.text());
                best = match == null ? best : match;
            }
        }
        return best;
    }
}
