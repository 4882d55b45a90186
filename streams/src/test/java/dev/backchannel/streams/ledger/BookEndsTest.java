package dev.backchannel.streams.ledger;

import static dev.backchannel.streams.ledger.Made.AT;
import static dev.backchannel.streams.ledger.Made.edit;
import static dev.backchannel.streams.ledger.Made.end;
import static dev.backchannel.streams.ledger.Made.letter;
import static dev.backchannel.streams.ledger.Made.preference;
import static dev.backchannel.streams.ledger.Made.turn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.avro.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every way for a signal to end, and what is a signal at all. */
class BookEndsTest extends BookCase {
    @Test
    void anEmptyTopicBalances() {
        close();
        assertThat(report.balanced()).isTrue();
        assertThat(report.accepted()).isZero();
    }

    @Test
    void aSignalInACommittedStepIsTaught() {
        arrive(edit("e1"));
        book.disposition(end("e1", Outcome.MINED, "p1"));
        book.preference(0, preference("p1", "e1"));
        learn(1, 1, "p1");
        close();
        assertThat(report.taught()).isEqualTo(1);
        assertThat(report.balanced()).isTrue();
        assertThat(report.byKind().get("edit")).containsEntry("taught", 1L);
    }

    @ParameterizedTest
    @EnumSource(
            value = Outcome.class,
            names = {"MINED", "HELD_BACK"},
            mode = EnumSource.Mode.EXCLUDE)
    void aSignalWithADispositionIsDisposed(Outcome outcome) {
        arrive(edit("e1"));
        book.disposition(end("e1", outcome));
        close();
        assertThat(report.disposed()).isEqualTo(1);
        assertThat(report.balanced()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            value = Outcome.class,
            names = {"HELD_BACK", "UNUSABLE", "REVERTED"})
    void theLearnersDispositionEndsAMinedSignal(Outcome outcome) {
        arrive(edit("e1"));
        book.preference(0, preference("p1", "e1"));
        book.disposition(end("e1", Outcome.MINED, "p1"));
        book.disposition(end("e1", outcome, "p1"));
        learn(1, 1);
        close();
        assertThat(report.heldBack()).isEqualTo(outcome == Outcome.HELD_BACK ? 1 : 0);
        assertThat(report.disposed()).isEqualTo(outcome == Outcome.HELD_BACK ? 0 : 1);
        assertThat(report.balanced()).isTrue();
    }

    @Test
    void aConflictOfIdentitiesIsAUnitOfItsOwnAndEndsAsADeadLetter() {
        arrive(edit("e1", "one"));
        book.disposition(end("e1", Outcome.NEUTRAL));
        long conflict = arrive(edit("e1", "another"));
        book.letters().add(letter("interactions", 0, conflict));
        close();
        assertThat(report.accepted()).isEqualTo(2);
        assertThat(report.deadLettered()).isEqualTo(1);
        assertThat(report.disposed()).isEqualTo(1);
        assertThat(report.balanced()).isTrue();
    }

    @Test
    void anUnreadableRecordEndsAsADeadLetter() {
        book.letters().add(letter("interactions", 0, arrive(null)));
        book.letters().add(letter("mining-results", 0, 5));
        close();
        assertThat(report.deadLettered()).isEqualTo(1);
        assertThat(report.otherDeadLetters()).isEqualTo(1);
        assertThat(report.byKind()).containsOnlyKeys("unreadable");
        assertThat(report.balanced()).isTrue();
    }

    @Test
    void aRecordUnderAWrongKeyIsAUnitOfItsOwn() {
        book.interaction(0, next, AT, "default/c2", edit("e1"));
        book.letters().add(letter("interactions", 0, next++));
        close();
        assertThat(report.deadLettered()).isEqualTo(1);
        assertThat(report.balanced()).isTrue();
    }

    @Test
    void aLetterAboutATurnEndsItsFollowUpOnlyIfNothingElseDid() {
        arrive(turn("t1", "hi"));
        book.letters().add(letter("interactions", 0, arrive(turn("t2", "thanks"))));
        book.letters().add(letter("interactions", 0, arrive(turn("t3", "one more"))));
        book.disposition(end("t3#follow-up", Outcome.NEUTRAL));
        close();
        assertThat(report.deadLettered()).isEqualTo(1);
        assertThat(report.disposed()).isEqualTo(1);
        assertThat(report.otherDeadLetters()).isEqualTo(1);
        assertThat(report.balanced()).isTrue();
    }

    @Test
    void whatFailedAndIsSentAgainIsADuplicateAllTheSame() {
        book.letters().add(letter("interactions", 0, arrive(edit("e1"))));
        arrive(edit("e1"));
        close();
        assertThat(report.accepted()).isEqualTo(1);
        assertThat(report.deadLettered()).isEqualTo(1);
        assertThat(report.duplicates()).isEqualTo(1);
    }

    @Test
    void whatSpeaksForTwoPreferencesEndsWithTheBetter() {
        arrive(edit("e1"));
        book.preference(0, preference("pair", "e1"));
        book.preference(1, preference("label", "e1"));
        book.disposition(end("e1", Outcome.UNUSABLE, "pair"));
        learn(1, 2, "label");
        close();
        assertThat(report.taught()).isEqualTo(1);
        assertThat(report.balanced()).isTrue();
    }

    @Test
    void whatIsSaidOfAnotherConversationIsNotItsEnd() {
        arrive(edit("e1"));
        var elsewhere = end("e1", Outcome.NEUTRAL);
        elsewhere.setConversationId("c2");
        book.disposition(elsewhere);
        close();
        assertThat(report.unaccounted()).isEqualTo(1);
    }
}
