package dev.backchannel.streams.mining;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordDiffTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "the film begins at eight | the film begins at nine       | the film begins at [-eight-]{+nine+}",
                "tea please               | some tea please               | {+some +}tea please",
                "well, tea please         | tea please                    | [-well, -]tea please",
                "a b c d e f g h i j k l  | a b c d e f g h i j k l m     | … i j k l{+ m+}",
                "x a b c d e f g h i j k  | y a b c d e f g h i j k       | [-x-]{+y+} a b c d…",
                "same                     | same                          | same",
                "nothing in common        | ganz anders                   | [-nothing-]{+ganz+} [-in common-]{+anders+}",
            })
    void changesAreMarkedAndTheRestIsShort(String given, String edited, String diff) {
        assertThat(WordDiff.between(given, edited)).isEqualTo(diff);
    }

    /** However long, and whatever is in it. */
    @Test
    void itIsNeverLongAndNeverCutsACharacter() {
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 30; i++) {
            String diff = WordDiff.between(text(random, 20_000), text(random, 20_000));
            assertThat(diff).hasSizeLessThanOrEqualTo(WordDiff.LONGEST).endsWith("…");
            assertThat(Character.isHighSurrogate(diff.charAt(diff.length() - 2)))
                    .isFalse();
        }
    }

    private static String text(SplittableRandom random, int words) {
        return IntStream.range(0, words)
                .mapToObj(w -> random.nextInt(3) == 0 ? "🎬" : "w" + random.nextInt(5))
                .collect(Collectors.joining(" "));
    }
}
