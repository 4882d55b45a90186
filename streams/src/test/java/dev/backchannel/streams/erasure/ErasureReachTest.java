package dev.backchannel.streams.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.GateVerdict;
import dev.backchannel.avro.LearnerStep;
import dev.backchannel.avro.OffsetRange;
import dev.backchannel.avro.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What of a user lies in which weights, and whether they can be learned again without. */
class ErasureReachTest {
    private static final List<Checkpoint> LINE = List.of(
            checkpoint("first", null, 0, 0),
            checkpoint("a", "first", 1, 4),
            checkpoint("b", "a", 2, 8),
            checkpoint("c", "b", 3, 12));
    private static final List<LearnerStep> STEPS =
            List.of(step(1, "first", "p1"), step(2, "a", "p2"), step(3, "b", "p3"));
    private static final Set<String> ALL = Set.of("p1", "p2", "p3", "p4");

    @Test
    void whatDescendsFromALessonOfTheirsIsAffected() {
        ErasureReach reach = ErasureReach.of("default/u 1", LINE, STEPS, ALL, Set.of("p2"), 0);

        assertThat(reach.affected()).containsExactly("c", "b");
        assertThat(reach.clean().orElseThrow().getCheckpointId()).isEqualTo("a");
        assertThat(reach.details())
                .containsEntry("affected_checkpoints", "c,b")
                .containsEntry("last_clean", "a")
                .containsEntry("rebuild", "possible")
                .containsEntry("command", "./backchannel learner rebuild --from a --without-user 'default/u 1'");
        assertThat(reach.message()).contains("2 of 4 checkpoints", "up to c", "a (step 1)", "--from a --without-user");
    }

    @Test
    void whoTaughtNothingLeavesNothingBehind() {
        ErasureReach reach = ErasureReach.of("default/u1", LINE, STEPS, ALL, Set.of(), 0);

        assertThat(reach.affected()).isEmpty();
        assertThat(reach.details()).containsEntry("rebuild", "not_needed").doesNotContainKey("command");
    }

    /** What they had taught was rolled back, so what goes on knows nothing of them. */
    @Test
    void whatWasGivenUpIsNamedAndNeedsNoRebuild() {
        Checkpoint back = Checkpoint.newBuilder(checkpoint("d", "a", 4, 12))
                .setRolledBackTo("a")
                .build();
        List<Checkpoint> line = List.of(LINE.get(0), LINE.get(1), LINE.get(2), LINE.get(3), back);
        LearnerStep rollback = LearnerStep.newBuilder(step(4, "a"))
                .setCause("rollback")
                .setRanges(List.of())
                .build();
        List<LearnerStep> steps = List.of(STEPS.get(0), STEPS.get(1), STEPS.get(2), rollback);
        ErasureReach reach = ErasureReach.of("default/u1", line, steps, ALL, Set.of("p2"), 0);

        assertThat(reach.affected()).containsExactly("c", "b");
        assertThat(reach.details()).containsEntry("rebuild", "not_needed").containsEntry("last_clean", "d");
    }

    @Test
    void measuredAgainstWhatTheyTaughtIsTaughtByThem() {
        List<LearnerStep> steps = List.of(
                step(1, "first", "p1"),
                step(2, "a", "p2"),
                step(3, "b", "p3"),
                LearnerStep.newBuilder(step(4, "first", "p4")).setAnchor("b").build());
        List<Checkpoint> line =
                List.of(LINE.get(0), LINE.get(1), LINE.get(2), LINE.get(3), checkpoint("d", "first", 4, 16));

        assertThat(ErasureReach.of("default/u1", line, steps, ALL, Set.of("p2"), 0)
                        .affected())
                .containsExactly("d", "c", "b");
    }

    @Test
    void whereRetentionHasTakenWhatARebuildNeedsItSaysSo() {
        ErasureReach late = ErasureReach.of("default/u1", LINE, STEPS, ALL, Set.of("p2"), 6);
        assertThat(late.details()).containsEntry("rebuild", "incomplete");
        assertThat(late.message())
                .contains("cannot be whole", "below offset 6", "from offset 4", "What is left can be learned");

        ErasureReach gone = ErasureReach.of("default/u1", LINE.subList(2, 4), STEPS, ALL, Set.of("p2"), 6);
        assertThat(gone.message()).contains("No clean checkpoint stands", "below offset 6", "all are needed");

        ErasureReach enough = ErasureReach.of("default/u1", LINE, STEPS, ALL, Set.of("p2"), 4);
        assertThat(enough.details()).containsEntry("rebuild", "possible");
    }

    @Test
    void whatNobodyRemembersMayHaveBeenTheirs() {
        ErasureReach reach = ErasureReach.of("default/u1", LINE, STEPS, Set.of("p2", "p3"), Set.of("p3"), 4);

        assertThat(reach.affected()).containsExactly("c");
        assertThat(reach.doubtful()).containsExactly("b", "a");
        assertThat(reach.clean().orElseThrow().getCheckpointId()).isEqualTo("first");
        assertThat(reach.message()).contains("Of 2 more, up to b, nobody knows", "cannot be whole");
        assertThat(reach.details()).containsEntry("doubtful_checkpoints", "b,a").containsEntry("rebuild", "incomplete");
    }

    private static LearnerStep step(long step, String parent, String... preferences) {
        return LearnerStep.newBuilder()
                .setPolicy("default")
                .setStep(step)
                .setParent(parent)
                .setRanges(List.of(new OffsetRange(0, 4 * step - 4, 4 * step)))
                .setPreferenceIds(List.of(preferences))
                .setSeed(1)
                .setCause("size")
                .build();
    }

    private static Checkpoint checkpoint(String id, String parent, long step, long consumed) {
        return Checkpoint.newBuilder()
                .setCheckpointId(id)
                .setParentId(parent)
                .setBaseDigest("base")
                .setUri(id)
                .setFileDigests(Map.of())
                .setStep(step)
                .setConsumedOffset(consumed)
                .setMetrics(Map.of())
                .setGate(new GateVerdict(Verdict.PASSED, List.of()))
                .setProbes(List.of())
                .setCreatedAt(Instant.EPOCH)
                .build();
    }
}
