package dev.backchannel.streams.ledger;

import static dev.backchannel.streams.ledger.Made.AT;
import static dev.backchannel.streams.ledger.Made.edit;
import static dev.backchannel.streams.ledger.Made.end;
import static dev.backchannel.streams.ledger.Made.letter;
import static dev.backchannel.streams.ledger.Made.turn;
import static dev.backchannel.streams.ledger.Made.window;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.avro.DeadLetter;
import dev.backchannel.avro.Outcome;
import dev.backchannel.avro.Redrive;
import org.junit.jupiter.api.Test;

/** A redrive cancels the letter: the record counts where it was sent to. */
class BookRedriveTest extends BookCase {
    /** Interactions 0 to 9 are processed, those from 10 on are not. */
    @Test
    void whatFailedIsInFlightAgainUntilItEnds() {
        mark(0, 10);
        letters(0);
        next = 0;
        arrive(edit("e1"));
        next = 10;
        arrive(edit("e1"));
        close();
        assertThat(report.inFlight()).isEqualTo(1);
        assertThat(report.byOutcome()).containsOnlyKeys("waitingForStreams");
        assertThat(report.redriven()).isEqualTo(1);
        assertThat(report.duplicates()).isZero();
        assertThat(report.otherDeadLetters()).isZero();
        assertThat(report.balanced()).isTrue();
    }

    @Test
    void itEndsAsWhateverBecameOfItThen() {
        mark(0, 3);
        letters(0);
        arrive(edit("e1"));
        next = 3;
        arrive(edit("e1"));
        book.letters().interactionsAreRead();
        book.disposition(end("e1", Outcome.NEUTRAL));
        close();
        assertThat(report.disposed()).isEqualTo(1);
        assertThat(report.accepted()).isEqualTo(1);
        assertThat(report.balanced()).isTrue();
    }

    @Test
    void whatDiedAgainIsDeadOnce() {
        mark(0, 3);
        letters(0, 3);
        arrive(edit("e1"));
        next = 3;
        arrive(edit("e1"));
        close();
        assertThat(report.deadLettered()).isEqualTo(1);
        assertThat(report.deadLettersByReason())
                .containsOnlyKeys("identity_conflict")
                .containsValue(1L);
        assertThat(report.balanced()).isTrue();
    }

    /** A conflict, refused for good, sent again and again. */
    @Test
    void aRefusedRecordCountsWhereItStandsLast() {
        mark(1, 2);
        mark(2, 3);
        letters(1, 2, 3);
        arrive(edit("e1", "one"));
        arrive(edit("e1", "another"));
        arrive(edit("e1", "another"));
        arrive(edit("e1", "another"));
        book.letters().interactionsAreRead();
        book.disposition(end("e1", Outcome.NEUTRAL));
        close();
        assertThat(report.accepted()).isEqualTo(2);
        assertThat(report.deadLettered()).isEqualTo(1);
        assertThat(report.redriven()).isEqualTo(2);
        assertThat(report.balanced()).isTrue();
    }

    /** The mark is lost sight of, the letter is not: streams never took it in, so it is lost, and that must show. */
    @Test
    void whatWasSentAgainAndLostIsUnaccounted() {
        mark(0, 3);
        letters(0);
        arrive(edit("e1"));
        next = 3;
        arrive(edit("e1"));
        close();
        assertThat(report.unaccounted()).isEqualTo(1);
        assertThat(report.imbalances()).singleElement().satisfies(i -> assertThat(i.where())
                .contains("offset 3"));
    }

    /** Redriven while the ledger was reading: the record's new place may have been seen or not, what came of it too. */
    @Test
    void aRedriveInTheMiddleOfTheReadingUpsetsNothing() {
        arrive(edit("unseen"));
        arrive(edit("seen"));
        arrive(edit("waits"));
        arrive(edit("ended"));
        arrive(edit("seen"));
        book.letters().interactionsAreRead();
        book.turn(window("t1", "waits"));
        letters(0, 1, 2, 3);
        mark(0, 11);
        mark(1, 4);
        mark(2, 12);
        mark(3, 13);
        book.disposition(end("ended", Outcome.NEUTRAL));
        close();
        assertThat(report.deadLettered()).isEqualTo(2);
        assertThat(report.inFlight()).isEqualTo(1);
        assertThat(report.disposed()).isEqualTo(1);
        assertThat(report.otherDeadLetters()).isZero();
        assertThat(report.balanced()).isTrue();
    }

    /** The turn failed, and with it the follow-up it carries; only the turn is taken in again. */
    @Test
    void theFollowUpOfARedrivenTurnKeepsItsEnd() {
        mark(1, 2);
        letters(1);
        arrive(turn("t1", "hi"));
        arrive(turn("t2", "thanks"));
        arrive(turn("t2", "thanks"));
        close();
        assertThat(report.deadLettered()).isEqualTo(1);
        assertThat(report.accepted()).isEqualTo(1);
        assertThat(report.duplicates()).isZero();
        assertThat(report.balanced()).isTrue();
    }

    @Test
    void agesAndReasonsAreTold() {
        next = 9;
        arrive(edit("e0"), AT);
        book.disposition(end("e0", Outcome.NEUTRAL));
        arrive(edit("young"), AT.plusSeconds(85));
        arrive(edit("old"), AT.minusSeconds(7_200));
        close();
        assertThat(report.dispositionsByReason()).containsOnlyKeys("neutral: test");
        assertThat(report.inFlightAges().oldestMillis()).isEqualTo(7_290_000);
        assertThat(report.inFlightAges().byAge())
                .containsEntry("under10s", 1L)
                .containsEntry("under1d", 1L)
                .containsEntry("older", 0L);
    }

    private void letters(long... offsets) {
        for (long offset : offsets) {
            book.letters().add(letter("interactions", 0, offset));
        }
    }

    private void mark(long offset, long now) {
        book.letters()
                .add(DeadLetter.newBuilder(letter("interactions", 0, offset))
                        .setRedrive(new Redrive("k", 0, now))
                        .build());
    }
}
