package dev.backchannel.learner.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.GateVerdict;
import dev.backchannel.avro.Verdict;
import dev.backchannel.learner.RetentionSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RetentionRuleTest {
    private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");

    private final List<Checkpoint> standing = new ArrayList<>();

    @Test
    void onlySoManyNewestAreKept() {
        for (int i = 0; i < 6; i++) {
            good("g" + i, 0);
        }
        assertThat(expired(3, 30, Set.of())).containsExactly("g0", "g1", "g2");
        assertThat(expired(6, 30, Set.of())).isEmpty();
    }

    @Test
    void oldOnesGoEvenIfThereAreFewButTheLastGoodOneStays() {
        good("g0", 40);
        good("g1", 31);
        good("g2", 29);
        assertThat(expired(100, 30, Set.of())).containsExactly("g0", "g1");
        assertThat(expired(100, 10, Set.of())).containsExactly("g0", "g1");
    }

    @Test
    void whatIsServedOrPinnedStays() {
        for (int i = 0; i < 6; i++) {
            good("g" + i, 0);
        }
        assertThat(expired(1, 30, Set.of("g1", "g3", "unknown"))).containsExactly("g0", "g2", "g4");
    }

    @Test
    void afterRefusalsTheLastGoodOneAndTheNewestRecordStay() {
        good("g0", 0);
        good("g1", 0);
        refused("r2", "g1");
        refused("r3", "g1");
        assertThat(expired(1, 30, Set.of())).containsExactly("g0");
    }

    @Test
    void aRefusedOneStaysAsLongAsTheGoodOneAfterIt() {
        good("g0", 0);
        refused("r1", "g0");
        good("g2", 0);
        refused("r3", "g2");
        good("g4", 0);
        good("g5", 0);
        assertThat(expired(2, 30, Set.of())).containsExactly("g0", "r1", "g2");
        assertThat(expired(1, 30, Set.of())).containsExactly("g0", "r1", "g2", "r3", "g4");
        assertThat(expired(1, 30, Set.of("g2"))).containsExactly("g0", "r3", "g4");
    }

    /** A server that restarts while the learner is in shadow has nothing else to serve. */
    @Test
    void inShadowTheLastGoodOneThatMayBeServedStays() {
        good("g0", 40);
        good("g1", 40);
        refused("r2", "g1");
        shadow("s3");
        shadow("s4");
        shadow("s5");
        assertThat(expired(1, 30, Set.of())).containsExactly("g0", "r2", "s3", "s4");
        assertThat(expired(2, 10, Set.of("g0"))).containsExactly("r2", "s3");
    }

    private List<String> expired(int newest, int days, Set<String> held) {
        return new RetentionRule(new RetentionSettings(newest, Duration.ofDays(days))).expired(standing, held, NOW);
    }

    private void good(String id, int daysAgo) {
        add(id, null, Verdict.PASSED, daysAgo);
    }

    private void shadow(String id) {
        good(id, 0);
        int last = standing.size() - 1;
        standing.set(
                last, Checkpoint.newBuilder(standing.get(last)).setShadow(true).build());
    }

    private void refused(String id, String parent) {
        add(id, parent, Verdict.REFUSED, 0);
    }

    private void add(String id, String parent, Verdict verdict, int daysAgo) {
        standing.add(Checkpoint.newBuilder()
                .setCheckpointId(id)
                .setParentId(parent)
                .setBaseDigest("base")
                .setUri(id)
                .setFileDigests(Map.of())
                .setStep(standing.size())
                .setConsumedOffset(standing.size())
                .setMetrics(Map.of())
                .setGate(new GateVerdict(verdict, List.of()))
                .setProbes(List.of())
                .setCreatedAt(NOW.minus(Duration.ofDays(daysAgo)))
                .build());
    }
}
