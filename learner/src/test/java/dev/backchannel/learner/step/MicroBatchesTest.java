package dev.backchannel.learner.step;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MicroBatchesTest {
    private static final int BUDGET = 4096;

    /** Answers of 1 to 600 tokens, as texts alone or in pairs. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void piecesFitTheBudgetWithLittlePadding(int sequences) {
        List<Integer> lengths =
                new SplittableRandom(sequences).ints(300, 1, 601).boxed().toList();

        List<List<Integer>> pieces = MicroBatches.cut(lengths, l -> l, l -> sequences, BUDGET);

        assertThat(pieces).isEqualTo(MicroBatches.cut(lengths, l -> l, l -> sequences, BUDGET));
        assertThat(pieces.stream().flatMap(List::stream))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, lengths.size()).boxed().toList());
        long padded = 0;
        for (List<Integer> piece : pieces) {
            int longest = piece.stream().mapToInt(lengths::get).max().orElseThrow();
            assertThat(piece.size() * sequences * longest).isLessThanOrEqualTo(BUDGET);
            padded += (long) piece.size() * sequences * longest;
        }
        long tokens = (long) sequences * lengths.stream().mapToInt(l -> l).sum();
        assertThat((double) padded / tokens).isLessThan(1.1);
        // no piece but the last could have taken the next item
        assertThat(pieces).hasSizeLessThanOrEqualTo((int) (1.2 * tokens / BUDGET) + 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void whatIsLongerThanTheBudgetGoesAlone(int sequences) {
        List<List<Integer>> pieces = MicroBatches.cut(List.of(10, 5000, 20, 6000), l -> l, l -> sequences, BUDGET);

        assertThat(pieces).containsExactly(List.of(3), List.of(1), List.of(2, 0));
    }
}
