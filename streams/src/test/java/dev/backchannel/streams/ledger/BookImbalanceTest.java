package dev.backchannel.streams.ledger;

import static dev.backchannel.streams.ledger.Made.checkpoint;
import static dev.backchannel.streams.ledger.Made.edit;
import static dev.backchannel.streams.ledger.Made.end;
import static dev.backchannel.streams.ledger.Made.letter;
import static dev.backchannel.streams.ledger.Made.preference;
import static dev.backchannel.streams.ledger.Made.step;
import static dev.backchannel.streams.ledger.Made.turn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.avro.Outcome;
import dev.backchannel.avro.Verdict;
import org.junit.jupiter.api.Test;

/** Every way not to end, or to end twice. */
class BookImbalanceTest extends BookCase {
    @Test
    void passedByStreamsWithoutATraceIsUnaccounted() {
        arrive(edit("e1"));
        close();
        lost("streams has passed it, but it neither waits nor ended (partition 0, offset 0 of interactions)");
        assertThat(report.imbalances().get(0).id()).isEqualTo("default/c1/e1");
    }

    @Test
    void aLostDerivedFollowUpIsUnaccounted() {
        arrive(turn("t1", "hi"));
        arrive(turn("t2", "thanks"));
        close();
        lost("streams has passed it");
    }

    @Test
    void aConflictWithoutALetterIsUnaccounted() {
        arrive(edit("e1", "one"));
        book.disposition(end("e1", Outcome.NEUTRAL));
        arrive(edit("e1", "another"));
        close();
        lost("streams has passed it");
        assertThat(report.imbalances().get(0).id()).isEqualTo("interactions-0@1");
    }

    @Test
    void aLinkToAPreferenceThatIsNotThereIsUnaccounted() {
        arrive(edit("e1"));
        book.disposition(end("e1", Outcome.MINED, "p1"));
        close();
        lost("mined into preference p1, which is not on the preferences topic");
    }

    @Test
    void aPreferenceThatTheLearnerPassedOverIsUnaccounted() {
        arrive(edit("e1"));
        book.preference(0, preference("p1", "e1"));
        learn(1, 1);
        close();
        lost("preference p1 (offset 0) is behind the learner's offset 1, but no committed step names it");
    }

    @Test
    void aPreferenceOfAStepThatWasNeverCommittedIsUnaccounted() {
        arrive(edit("e1"));
        book.preference(0, preference("p1", "e1"));
        learn(1, 1);
        steps.add(step(2, "k1", 0, 2, "p1"));
        close();
        lost("no committed step names it");
    }

    @Test
    void whatOnlyARefusedCheckpointLearnedIsUnaccountedUnlessReverted() {
        arrive(edit("e1"));
        book.preference(0, preference("p1", "e1"));
        learn(1, 0);
        steps.add(step(2, "k1", 0, 1, "p1"));
        checkpoints.add(checkpoint("refused", "k1", 2, 1, Verdict.REFUSED));
        close();
        lost("was learned only by checkpoints that k1 does not descend from, but is not accounted REVERTED");

        book.disposition(end("e1", Outcome.REVERTED, "p1"));
        close();
        assertThat(report.disposed()).isEqualTo(1);
        assertThat(report.balanced()).isTrue();
    }

    private void lost(String where) {
        assertThat(report.balanced()).isFalse();
        assertThat(report.unaccounted()).isEqualTo(1);
        assertThat(report.imbalances()).hasSize(1);
        assertThat(report.imbalances().get(0).figure()).isEqualTo("unaccounted");
        assertThat(report.imbalances().get(0).where()).contains(where);
    }

    @Test
    void twoDispositionsAreAnImbalance() {
        arrive(edit("e1"));
        book.disposition(end("e1", Outcome.NEUTRAL));
        book.disposition(end("e1", Outcome.EXPIRED));
        close();
        twice("ended as NEUTRAL and as EXPIRED");
    }

    @Test
    void theSameDispositionAgainIsAnImbalance() {
        arrive(edit("e1"));
        book.disposition(end("e1", Outcome.NEUTRAL));
        book.disposition(end("e1", Outcome.NEUTRAL));
        close();
        twice("ended as NEUTRAL and as NEUTRAL");
    }

    @Test
    void aDispositionAndADeadLetterAreAnImbalance() {
        long offset = arrive(edit("e1"));
        book.disposition(end("e1", Outcome.NEUTRAL));
        book.letters().add(letter("interactions", 0, offset));
        close();
        twice("ended as NEUTRAL and as a dead letter");
    }

    @Test
    void disposedByStreamsAndTaughtIsAnImbalance() {
        arrive(edit("e1"));
        book.disposition(end("e1", Outcome.EXPIRED));
        book.preference(0, preference("p1", "e1"));
        learn(1, 1, "p1");
        close();
        twice("ended as EXPIRED and as taught by the learner");
    }

    @Test
    void heldBackAndTaughtIsAnImbalance() {
        arrive(edit("e1"));
        book.preference(0, preference("p1", "e1"));
        book.disposition(end("e1", Outcome.HELD_BACK, "p1"));
        learn(1, 1, "p1");
        close();
        twice("preference p1 was written 1 times, first taught 1 times and disposed of as [HELD_BACK]");
    }

    @Test
    void taughtInTwoStepsIsAnImbalance() {
        arrive(edit("e1"));
        book.preference(0, preference("p1", "e1"));
        learn(1, 1, "p1");
        learn(2, 1, "p1");
        close();
        twice("first taught 2 times");
    }

    @Test
    void aPreferenceWrittenTwiceIsAnImbalance() {
        arrive(edit("e1"));
        book.preference(0, preference("p1", "e1"));
        book.preference(1, preference("p1", "e1"));
        learn(1, 2, "p1");
        close();
        twice("preference p1 was written 2 times");
    }

    private void twice(String where) {
        assertThat(report.balanced()).isFalse();
        assertThat(report.endedTwice()).isEqualTo(1);
        assertThat(report.unaccounted()).isZero();
        assertThat(report.imbalances()).hasSize(1);
        assertThat(report.imbalances().get(0).where()).contains(where);
    }

    @Test
    void listsTheFirstFifty() {
        for (int i = 0; i < 60; i++) {
            next = 0; // all below what streams has processed
            arrive(edit("e" + i));
        }
        close();
        assertThat(report.unaccounted()).isEqualTo(60);
        assertThat(report.imbalances()).hasSize(50);
    }
}
