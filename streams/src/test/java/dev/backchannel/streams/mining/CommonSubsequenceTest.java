package dev.backchannel.streams.mining;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CommonSubsequenceTest {
    @Test
    void itIsCommonAndAsLongAsTheTableSays() {
        SplittableRandom random = new SplittableRandom(3);
        for (int n = 0; n < 400; n++) {
            List<Integer> before = list(random, random.nextInt(200), 2 + n % 9);
            List<Integer> after = list(random, random.nextInt(200), 2 + n % 9);
            CommonSubsequence common = CommonSubsequence.of(before, after);

            assertThat(common.before().stream().mapToObj(before::get))
                    .containsExactlyElementsOf(
                            common.after().stream().mapToObj(after::get).toList())
                    .hasSize(longest(before, after));
        }
    }

    private static List<Integer> list(SplittableRandom random, int size, int values) {
        return IntStream.range(0, size).mapToObj(i -> random.nextInt(values)).toList();
    }

    private static int longest(List<Integer> a, List<Integer> b) {
        int[][] table = new int[a.size() + 1][b.size() + 1];
        for (int i = 1; i <= a.size(); i++) {
            for (int j = 1; j <= b.size(); j++) {
                table[i][j] = a.get(i - 1).equals(b.get(j - 1))
                        ? table[i - 1][j - 1] + 1
                        : Math.max(table[i - 1][j], table[i][j - 1]);
            }
        }
        return table[a.size()][b.size()];
    }
}
