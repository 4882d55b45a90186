package dev.backchannel.server.swap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.arms.CheckpointHistory;
import dev.backchannel.arms.Experiments;
import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.Experiment;
import dev.backchannel.avro.GateVerdict;
import dev.backchannel.avro.Verdict;
import dev.backchannel.server.policies.ArmTable;
import dev.backchannel.topics.Arms;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the arms serve now, and what is loaded next; a, b, c, d are checkpoints, each learned from the one before. */
class ArmPlanTest {
    private final CheckpointHistory history = new CheckpointHistory();
    private final Set<String> refused = new HashSet<>();
    private final Set<String> loaded = new HashSet<>(Set.of("base"));
    private Experiment wanted = Experiments.direct("default", 0.1);
    private String candidate = "base";
    private String control = "base";

    ArmPlanTest() {
        add("a", null);
        add("b", "a");
        add("c", "b");
    }

    @Test
    void theNewestIsLoadedThenServed() {
        plan("base", "base", "c");
        loaded.add("c");
        assertThat(plan("c", "base", null).passedOver()).isEqualTo(2);
        add("d", "c");
        plan("c", "base", "d");
        refused.add("d");
        plan("c", "base", null);
    }

    @Test
    void whatIsOnlyNewerIsServedWhileTheNewestIsLoaded() {
        candidate = "a";
        loaded.addAll(Set.of("a", "b"));
        plan("b", "base", "c");
    }

    @Test
    void arolledBackOneIsLeftAtOnceForWhatIsLoadedAndStaysUntilThatIsThere() {
        candidate = "c";
        loaded.addAll(Set.of("c", "a"));
        wanted.setRevoked(List.of("c"));
        plan("c", "base", "b");
        loaded.add("b");
        plan("b", "base", null);
    }

    @Test
    void whereTheTargetIsBadTheNextOlderOneIsServedAndLastTheBase() {
        candidate = "c";
        wanted.setRevoked(List.of("c"));
        refused.add("b");
        plan("c", "base", "a");
        refused.add("a");
        plan("base", "base", null);
    }

    @Test
    void aPinThatCannotBeServedLeavesThingsAsTheyAre() {
        candidate = "c";
        loaded.add("c");
        refused.add("a");
        wanted = Experiments.pinned(wanted, Arms.CANDIDATE, "a");
        plan("c", "base", null);
        wanted = Experiments.pinned(wanted, Arms.CANDIDATE, "unheard-of");
        plan("c", "base", null);
    }

    @Test
    void bothArmsKeepToTheirPins() {
        wanted = Experiments.pinned(Experiments.pinned(wanted, Arms.CANDIDATE, "b"), Arms.CONTROL, "a");
        plan("base", "base", "b");
        loaded.add("b");
        plan("b", "base", "a");
        loaded.add("a");
        plan("b", "a", null);
        wanted = Experiments.pinned(wanted, Arms.CANDIDATE, "base");
        plan("base", "a", null);
    }

    @Test
    void whatRetentionTookGoesOnUntilThereIsSomethingElse() {
        candidate = "gone";
        loaded.add("gone");
        history.add("a", null);
        history.add("b", null);
        history.add("c", null);
        plan("gone", "base", null);
        add("d", "gone");
        plan("gone", "base", "d");
    }

    /** @param missing id of what is to be loaded; null: nothing */
    private ArmPlan plan(String candidateThen, String controlThen, String missing) {
        ArmTable now = new ArmTable(wanted, Map.of(Arms.CANDIDATE, candidate, Arms.CONTROL, control));
        ArmPlan plan = ArmPlan.of(wanted, history, refused, loaded::contains, now);
        assertThat(plan.checkpoints())
                .containsEntry(Arms.CANDIDATE, candidateThen)
                .containsEntry(Arms.CONTROL, controlThen);
        assertThat(plan.missing().map(Checkpoint::getCheckpointId).orElse(null)).isEqualTo(missing);
        candidate = candidateThen;
        control = controlThen;
        return plan;
    }

    private void add(String id, String parent) {
        history.add(
                id,
                Checkpoint.newBuilder()
                        .setCheckpointId(id)
                        .setParentId(parent)
                        .setBaseDigest("base")
                        .setUri(id)
                        .setFileDigests(Map.of())
                        .setStep(1)
                        .setConsumedOffset(1)
                        .setMetrics(Map.of())
                        .setGate(new GateVerdict(Verdict.PASSED, List.of()))
                        .setProbes(List.of())
                        .setCreatedAt(Instant.EPOCH)
                        .build());
    }
}
