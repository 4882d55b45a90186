package dev.backchannel.streams.ledger;

import static dev.backchannel.streams.ledger.Made.edit;
import static dev.backchannel.streams.ledger.Made.end;
import static dev.backchannel.streams.ledger.Made.preference;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.Disposition;
import dev.backchannel.avro.GateVerdict;
import dev.backchannel.avro.Outcome;
import dev.backchannel.avro.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What became of a signal on lineages that are in shadow, undecided, or another policy's. */
class BookLineageTest extends BookCase {
    @Test
    void anotherPolicysLearnerEndsNothingHere() {
        arrive(edit("e1"));
        book.preference(0, preference("p1", "e1"));
        Disposition elsewhere = end("e1", Outcome.HELD_BACK, "p1");
        elsewhere.setPolicy("another");
        book.disposition(elsewhere);
        learn(1, 1, "p1");
        close();
        assertThat(report.taught()).isEqualTo(1);
        assertThat(report.balanced()).isTrue();
    }

    @Test
    void whatIsTaughtInShadowIsTaughtAndNamed() {
        arrive(edit("e1"));
        book.preference(0, preference("p1", "e1"));
        learn(1, 1, "p1");
        checkpoints.get(checkpoints.size() - 1).setShadow(true);
        close();
        assertThat(report.taught()).isEqualTo(1);
        assertThat(report.notes()).anyMatch(note -> note.contains("1 preferences were taught in shadow"));
        assertThat(report.balanced()).isTrue();
    }

    /** Refused, but training goes on from it; then a later one passes, or training returns. */
    @Test
    void whatOnlyRefusedWeightsKnowIsInFlightUntilItIsDecided() {
        arrive(edit("e1"));
        book.preference(0, preference("p1", "e1"));
        learn(1, 1, "p1");
        Checkpoint refused = checkpoints.get(checkpoints.size() - 1);
        refused.setGate(new GateVerdict(Verdict.REFUSED, List.of()));
        refused.setGoesOn(true);
        close();
        assertThat(report.byOutcome()).containsEntry("waitingForTheGate", 1L);
        assertThat(report.balanced()).isTrue();

        book.disposition(end("e1", Outcome.REVERTED, "p1"));
        close();
        assertThat(report.disposed()).isEqualTo(1);
        assertThat(report.balanced()).isTrue();
    }

    @Test
    void whatRefusedWeightsLearnedIsTaughtOnceAnotherPassesThatStartedFromThem() {
        arrive(edit("e1"));
        book.preference(0, preference("p1", "e1"));
        learn(1, 1, "p1");
        Checkpoint refused = checkpoints.get(checkpoints.size() - 1);
        refused.setGate(new GateVerdict(Verdict.REFUSED, List.of()));
        refused.setGoesOn(true);
        arrive(edit("e2"));
        book.preference(1, preference("p2", "e2"));
        learn(2, 2, "p2");
        close();
        assertThat(report.taught()).isEqualTo(2);
        assertThat(report.balanced()).isTrue();
    }
}
