package dev.backchannel.server.generation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.policy.KeptPrefix;
import dev.backchannel.server.generation.PrefixCache.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PrefixCacheTest {
    private static final Key KEY = new Key("checkpoint", "tenant");

    private final List<Integer> closed = new ArrayList<>();
    private final PrefixCache cache = new PrefixCache(1000);

    private record Kept(int positions, List<Integer> closed) implements KeptPrefix {
        @Override
        public long bytes() {
            return 10L * positions;
        }

        @Override
        public void close() {
            closed.add(positions);
        }
    }

    @Test
    void findsTheLongestThatAgreesButNeverAWholePrompt() {
        add(KEY, counting(0, 40));
        assertThat(cache.find(KEY, counting(0, 50)).orElseThrow().tokens()).isEqualTo(40);
        assertThat(cache.find(KEY, counting(0, 40)).orElseThrow().tokens()).isEqualTo(39);
        assertThat(cache.find(KEY, counting(0, 30)).orElseThrow().tokens()).isEqualTo(29);
        assertThat(cache.find(KEY, counting(1, 50))).isEmpty();
        assertThat(cache.find(KEY, counting(0, 10))).isEmpty(); // too short to be worth it
        assertThat(cache.find(new Key("another", "tenant"), counting(0, 50))).isEmpty();
        assertThat(cache.find(new Key("checkpoint", "another"), counting(0, 50)))
                .isEmpty();
    }

    @Test
    void aLaterTurnTakesThePlaceOfTheEarlier() {
        add(KEY, counting(0, 30));
        add(KEY, counting(0, 35)); // hardly more
        assertThat(closed).isEmpty();
        add(KEY, counting(0, 60));
        assertThat(closed).containsExactly(30);
        assertThat(cache.bytes()).isEqualTo(600);
    }

    @Test
    void staysWithinItsBoundAndForgetsWhatWasUsedLongestAgo() {
        add(KEY, counting(0, 40));
        add(KEY, counting(100, 30));
        cache.find(KEY, counting(0, 41));
        add(KEY, counting(200, 50));
        assertThat(closed).containsExactly(30);
        assertThat(cache.bytes()).isEqualTo(900);
        add(KEY, counting(300, 101)); // more than all
        assertThat(cache.bytes()).isEqualTo(900);
        cache.close();
        assertThat(closed).containsExactlyInAnyOrder(30, 40, 50);
    }

    private void add(Key key, int[] tokens) {
        cache.add(key, tokens, 10L * tokens.length, () -> new Kept(tokens.length, closed));
    }

    private static int[] counting(int from, int count) {
        return IntStream.range(from, from + count).toArray();
    }
}
