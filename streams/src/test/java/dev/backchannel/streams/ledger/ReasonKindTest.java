package dev.backchannel.streams.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ReasonKindTest {
    @Test
    void reasonsAreCountedWithoutWhatTheyName() {
        assertThat(ReasonKind.of("duplicate: its user has")).isEqualTo("duplicate");
        assertThat(ReasonKind.of("by e7")).isEqualTo("by");
        assertThat(ReasonKind.of("the gate refused checkpoint 18b408ea")).isEqualTo("the gate refused checkpoint");
        assertThat(ReasonKind.of("its turn never came")).isEqualTo("its turn never came");
        assertThat(ReasonKind.of("'x' is no tenant: 1 to 64")).isEqualTo("'x' is no tenant");
        assertThat(ReasonKind.of("7 wonders")).isEqualTo("others");
    }

    /** Whoever writes to a topic chooses its reasons. */
    @Test
    void howeverManyReasonsThereAreFewAreTold() {
        Map<String, Long> counts = new TreeMap<>();
        for (int i = 0; i < 500; i++) {
            counts.put("reason " + i, (long) i);
        }
        Map<String, Long> most = ReasonKind.most(counts);
        assertThat(most).hasSizeLessThanOrEqualTo(41).containsKey("reason 499").containsKey("others");
        assertThat(most.values().stream().mapToLong(n -> n).sum()).isEqualTo(499L * 500 / 2);
    }
}
