package dev.backchannel.streams.ledger;

import static dev.backchannel.streams.ledger.Made.checkpoint;
import static dev.backchannel.streams.ledger.Made.step;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.LearnerStep;
import dev.backchannel.avro.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineageTest {
    @Test
    void withoutCheckpointsNothingIsConsumed() {
        Lineage lineage = Lineage.of(List.of(), List.of(step(1, null, 0, 4, "p1")));
        assertThat(lineage.consumedOffset()).isZero();
        assertThat(lineage.timesTaught("p1")).isZero();
    }

    @Test
    void aRefusalSplitsWhatTheSameStepNumbersTaught() {
        Lineage lineage = Lineage.of(
                List.of(
                        checkpoint("a", null, 0, 0, Verdict.PASSED),
                        checkpoint("bad", "a", 1, 4, Verdict.REFUSED),
                        checkpoint("good", "a", 1, 8, Verdict.INSUFFICIENT)),
                List.of(step(1, "a", 0, 4, "p1"), step(1, "a", 4, 8, "p2")));
        assertThat(lineage.timesTaught("p1")).isZero();
        assertThat(lineage.timesTaught("p2")).isEqualTo(1);
        assertThat(lineage.consumedOffset()).isEqualTo(8);
    }

    @Test
    void aRefusedNewestCheckpointHasConsumedButDoesNotServe() {
        Lineage lineage = Lineage.of(
                List.of(checkpoint("a", null, 0, 0, Verdict.PASSED), checkpoint("bad", "a", 1, 4, Verdict.REFUSED)),
                List.of(step(1, "a", 0, 4, "p1")));
        assertThat(lineage.timesTaught("p1")).isZero();
        assertThat(lineage.consumedOffset()).isEqualTo(4);
    }

    @Test
    void aStepAnnouncedAgainAfterACrashCountsOnceAsLast() {
        Lineage lineage = Lineage.of(
                List.of(checkpoint("a", null, 0, 0, Verdict.PASSED), checkpoint("b", "a", 1, 6, Verdict.PASSED)),
                List.of(step(1, "a", 0, 4, "p1"), step(1, "a", 0, 6, "p1", "p2")));
        assertThat(lineage.timesTaught("p1")).isEqualTo(1);
        assertThat(lineage.timesTaught("p2")).isEqualTo(1);
    }

    @Test
    void severalStepsMayMakeOneCheckpoint() {
        Lineage lineage = Lineage.of(
                List.of(checkpoint("a", null, 0, 0, Verdict.PASSED), checkpoint("b", "a", 2, 6, Verdict.PASSED)),
                List.of(step(1, "a", 0, 4, "p1"), step(2, "a", 4, 6, "p2", "*p1"), step(3, "a", 6, 7, "p3")));
        assertThat(lineage.timesTaught("p1")).isEqualTo(1);
        assertThat(lineage.timesTaught("p2")).isEqualTo(1);
        assertThat(lineage.timesTaught("p3")).isZero();
        assertThat(lineage.reused()).isEqualTo(1);
    }

    @Test
    void whatAncestorsTaughtBeforeRetentionDeletedThemStillCounts() {
        Lineage lineage = Lineage.of(
                List.of(checkpoint("c", "b", 3, 9, Verdict.PASSED)),
                List.of(step(1, "a", 0, 4, "p1"), step(2, "gone", 4, 6, "p2"), step(3, "b", 6, 9, "p3")));
        for (String preference : List.of("p1", "p2", "p3")) {
            assertThat(lineage.timesTaught(preference)).isEqualTo(1);
        }
    }

    @Test
    void whatTheGateRefusedBeforeRetentionDeletedItDoesNotCount() {
        Lineage lineage = Lineage.of(
                List.of(checkpoint("d", "c", 4, 9, Verdict.PASSED)),
                List.of(
                        step(1, "a", 0, 4, "p1"),
                        step(2, "b", 4, 6, "refused"),
                        step(3, "b", 6, 7, "p3"),
                        step(4, "c", 7, 9, "p4")));
        for (String preference : List.of("p1", "p3", "p4")) {
            assertThat(lineage.timesTaught(preference)).isEqualTo(1);
        }
        assertThat(lineage.timesTaught("refused")).isZero();
    }

    @Test
    void aPinnedCheckpointAmongDeletedOnesHidesNothing() {
        Lineage lineage = Lineage.of(
                List.of(checkpoint("b", "a", 1, 4, Verdict.PASSED), checkpoint("e", "d", 4, 9, Verdict.PASSED)),
                List.of(
                        step(1, "a", 0, 4, "p1"),
                        step(2, "b", 4, 6, "p2"),
                        step(3, "c", 6, 7, "p3"),
                        step(4, "d", 7, 9, "p4")));
        for (String preference : List.of("p1", "p2", "p3", "p4")) {
            assertThat(lineage.timesTaught(preference)).as(preference).isEqualTo(1);
        }
    }

    @Test
    void whatARollbackGaveUpIsNotTaughtAlsoOnceRetentionHasDeletedIt() {
        List<LearnerStep> steps = List.of(
                step(1, "a", 0, 4, "p1"),
                step(2, "b", 4, 8, "p2"),
                rollback(3, "b"),
                step(4, "again", 8, 12, "p4", "*p1"));
        List<Checkpoint> all = List.of(
                checkpoint("a", null, 0, 0, Verdict.PASSED),
                checkpoint("b", "a", 1, 4, Verdict.PASSED),
                checkpoint("c", "b", 2, 8, Verdict.PASSED),
                checkpoint("again", "b", 3, 8, Verdict.PASSED),
                checkpoint("d", "again", 4, 12, Verdict.PASSED));
        for (int deleted = 0; deleted < all.size(); deleted++) {
            Lineage lineage = Lineage.of(all.subList(deleted, all.size()), steps);
            assertThat(lineage.timesTaught("p1")).as("%s deleted", deleted).isEqualTo(1);
            assertThat(lineage.timesTaught("p2")).as("%s deleted", deleted).isZero();
            assertThat(lineage.timesTaught("p4")).as("%s deleted", deleted).isEqualTo(1);
        }
    }

    @Test
    void backAtTheBeginningNothingIsTaught() {
        List<LearnerStep> steps = List.of(step(1, "a", 0, 4, "p1"), rollback(2, "a"));
        Lineage lineage = Lineage.of(List.of(checkpoint("again", "a", 2, 4, Verdict.PASSED)), steps);
        assertThat(lineage.timesTaught("p1")).isZero();
    }

    private static LearnerStep rollback(long step, String target) {
        return LearnerStep.newBuilder(step(step, target, 0, 0))
                .setRanges(List.of())
                .setCause("rollback")
                .build();
    }
}
