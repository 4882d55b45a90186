package dev.backchannel.learner.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChangedSpansTest {
    /** One letter a token; {@code .} is the end of the turn. Brackets stand around what is compared. */
    @ParameterizedTest
    @CsvSource({
        // chosen, rejected
        "abc[X]d.,       abc[Y]d.",
        "abc[XYZ]d.,     abc[W]d.",
        "ab[X]cd[Y]e.,   ab[V]cd[W]e.",
        // Put in, left out: the next token is held against it.
        "ab[Xc]d.,       ab[c]d.",
        "ab[c]d.,        ab[Xc]d.",
        "[Xa]bcd.,       [a]bcd.",
        "abcd[XY.],      abcd[.]",
        // Ended, or cut: nothing follows, so the last token that both have.
        "abc[d.],        abc[d]",
        "abc[d],         abc[d.]",
        "ab[dXY.],       ab[d]",
        // The end-of-turn token exchanged for going on.
        "abcd[.],        abcd[X]",
    })
    void onlyWhatDiffersIsCompared(String chosen, String rejected) {
        ChangedSpans spans = ChangedSpans.between(ids(chosen), ids(rejected)).orElseThrow();

        assertThat(marked(chosen, spans.chosen())).isEqualTo(chosen);
        assertThat(marked(rejected, spans.rejected())).isEqualTo(rejected);
        assertThat(spans.chosenTokens()).isEqualTo(inBrackets(chosen));
        assertThat(spans.rejectedTokens()).isEqualTo(inBrackets(rejected));
    }

    @ParameterizedTest
    @CsvSource({"abcdef., uvwxyz.", "abXYZ., abUVWRST.", "a, b", "a., b", "abcdefgh, a"})
    void anotherAnswerIsNoCorrection(String chosen, String rejected) {
        assertThat(ChangedSpans.between(ids(chosen), ids(rejected))).isEmpty();
    }

    /** What is not compared is the same on both sides, and there is always something to compare. */
    @Test
    void whatIsLeftOutIsTheSameOnBothSides() {
        SplittableRandom random = new SplittableRandom(7);
        int corrections = 0;
        for (int i = 0; i < 3_000; i++) {
            int[] rejected = random.ints(1 + random.nextInt(30), 0, 6).toArray();
            int[] chosen = edited(rejected, random);
            if (Arrays.equals(chosen, rejected) || chosen.length == 0) {
                continue;
            }
            ChangedSpans spans = ChangedSpans.between(chosen, rejected).orElse(null);
            if (spans != null) {
                corrections++;
                assertThat(kept(chosen, spans.chosen())).isEqualTo(kept(rejected, spans.rejected()));
                assertThat(spans.chosenTokens()).isPositive();
                assertThat(spans.rejectedTokens()).isPositive();
            }
        }
        assertThat(corrections).isGreaterThan(1_000);
    }

    private static int[] edited(int[] ids, SplittableRandom random) {
        List<Integer> edited = new ArrayList<>();
        for (int id : ids) {
            switch (random.nextInt(12)) {
                case 0 -> edited.add(random.nextInt(6));
                case 1 -> edited.addAll(List.of(random.nextInt(6), id));
                case 2 -> {}
                default -> edited.add(id);
            }
        }
        return edited.stream().mapToInt(i -> i).toArray();
    }

    private static List<Integer> kept(int[] ids, boolean[] changed) {
        List<Integer> kept = new ArrayList<>();
        for (int t = 0; t < ids.length; t++) {
            if (!changed[t]) {
                kept.add(ids[t]);
            }
        }
        return kept;
    }

    private static int[] ids(String text) {
        return text.replaceAll("[\\[\\]]", "").chars().toArray();
    }

    private static int inBrackets(String text) {
        return text.replaceAll("(^|\\])[^\\[]*(\\[|$)", "").length();
    }

    private static String marked(String expected, boolean[] changed) {
        int[] ids = ids(expected);
        StringBuilder text = new StringBuilder();
        for (int t = 0; t < ids.length; t++) {
            boolean begins = changed[t] && (t == 0 || !changed[t - 1]);
            boolean ends = changed[t] && (t == ids.length - 1 || !changed[t + 1]);
            text.append(begins ? "[" : "").append((char) ids[t]).append(ends ? "]" : "");
        }
        return text.toString();
    }
}
