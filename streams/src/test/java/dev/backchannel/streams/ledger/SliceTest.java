package dev.backchannel.streams.ledger;

import static dev.backchannel.streams.ledger.Made.step;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.avro.LearnerStep;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SliceTest {
    private static final long GIB = 1L << 30;

    @Test
    void whatFitsIsReadAtOnceAndMoreInAsManyParts() {
        assertThat(Slice.sharing(0, GIB)).hasSize(1);
        assertThat(Slice.sharing(298_000, GIB)).hasSize(1);
        assertThat(Slice.sharing(299_000, GIB)).hasSize(2);
        assertThat(Slice.sharing(30_000_000, GIB)).hasSize(101);
    }

    @Test
    void eachConversationIsInOnePartAndThePartsAreAboutEqual() {
        List<Slice> slices = Slice.sharing(1_000_000, GIB);
        int[] sizes = new int[slices.size()];
        for (int c = 0; c < 10_000; c++) {
            String conversation = "conversation-" + c;
            List<Slice> in =
                    slices.stream().filter(s -> s.has("default", conversation)).toList();
            assertThat(in).hasSize(1);
            assertThat(in.get(0).hasKey("default/" + conversation)).isTrue();
            sizes[in.get(0).number()]++;
        }
        assertThat(Arrays.stream(sizes).boxed())
                .allSatisfy(size -> assertThat(size).isBetween(2_000, 3_000));
    }

    @Test
    void eachUseOfAPreferenceIsInOnePart() {
        LearnerStep step = step(1, "k0", 0, 8, "p1", "p2", "p3", "p4", "p5", "p6");
        step.setReplayed(List.of("p5", "p6"));
        List<String> fresh = new ArrayList<>();
        List<String> replayed = new ArrayList<>();
        IntStream.range(0, 4).mapToObj(n -> new Slice(n, 4)).forEach(slice -> {
            Set<String> own = Set.of("p" + (slice.number() + 1), "p5"); // what it found on the topic
            LearnerStep part = slice.of(step, own::contains);
            assertThat(part.getPreferenceIds()).containsAll(part.getReplayed());
            fresh.addAll(new CommittedSteps.Committed(part, "k1", true, false).fresh());
            replayed.addAll(part.getReplayed());
        });
        assertThat(fresh).containsExactlyInAnyOrder("p1", "p2", "p3", "p4");
        assertThat(replayed).containsExactlyInAnyOrder("p5", "p6");
    }
}
