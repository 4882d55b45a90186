package dev.backchannel.streams.followup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The index must find what trying every cue finds, on messages that are full of halves of cues. */
class CueIndexTest {
    private static final List<String> SECTIONS = List.of(
            "no verdict",
            "denial",
            "agreement",
            "question",
            "correction",
            "complaint",
            "positive",
            "negation",
            "clarification",
            "refusal");

    private final Lexicon lexicon = Lexicon.english();

    @Test
    void findsWhatTryingEveryCueFinds() {
        List<String> words = SECTIONS.stream()
                .flatMap(section -> lexicon.section(section).stream())
                .flatMap(cue -> Stream.of(cue.phrase().split("[ ()|^$?]+")))
                .filter(word -> !word.isEmpty() && !word.equals("_") && !word.equals("..."))
                .distinct()
                .toList();
        SplittableRandom random = new SplittableRandom(5);
        int found = 0;
        for (int i = 0; i < 4_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(12); n >= 0; n--) {
                String phrase = random.nextInt(3) > 0 ? word(words, random) : phrase(random);
                text.append(text.isEmpty() ? "" : " ").append(phrase);
            }
            for (String section : SECTIONS) {
                Cue.Match expected = tryingAll(section, text.toString());
                assertThat(lexicon.find(
                                section, lexicon.said(List.of(text.toString().split(" ")))))
                        .as("[%s] in '%s'", section, text)
                        .isEqualTo(expected);
                found += expected == null ? 0 : 1;
            }
        }
        assertThat(found).as("cues in messages").isGreaterThan(2_000);
    }

    private static String word(List<String> words, SplittableRandom random) {
        return words.get(random.nextInt(words.size()));
    }

    /** One way to say a cue, without its options. */
    private String phrase(SplittableRandom random) {
        List<Cue> cues = lexicon.section(SECTIONS.get(random.nextInt(SECTIONS.size())));
        String phrase = cues.get(random.nextInt(cues.size())).phrase();
        StringBuilder said = new StringBuilder();
        for (String item :
                phrase.replaceAll("[$^]", "").replaceAll("\\([^)]*\\)\\?", "").split(" (?![^(]*\\))")) {
            String[] ways = item.replaceAll("[()]", "").split("\\|");
            String way = ways[random.nextInt(ways.length)];
            boolean skipped = way.isEmpty() || way.equals("...") || way.equals("_?") || way.equals(",?");
            said.append(said.isEmpty() || skipped ? "" : " ").append(skipped ? "" : way.equals("_") ? "thing" : way);
        }
        return said.toString();
    }

    private Cue.Match tryingAll(String section, String text) {
        Cue.Match best = null;
        for (Cue cue : lexicon.section(section)) {
            Cue.Match match = cue.in(text);
            if (match != null && (best == null || cue.confidence() > best.cue().confidence())) {
                best = match;
            }
        }
        return best;
    }
}
