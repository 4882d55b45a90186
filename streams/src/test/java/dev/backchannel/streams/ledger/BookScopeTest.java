package dev.backchannel.streams.ledger;

import static dev.backchannel.streams.ledger.Made.AT;
import static dev.backchannel.streams.ledger.Made.edit;
import static dev.backchannel.streams.ledger.Made.end;
import static dev.backchannel.streams.ledger.Made.preference;
import static dev.backchannel.streams.ledger.Made.step;
import static dev.backchannel.streams.ledger.Made.turn;
import static dev.backchannel.streams.ledger.Made.window;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.avro.Outcome;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the balance counts and what stands outside; what is in flight is found and never computed. */
class BookScopeTest extends BookCase {
    @Test
    void aTurnIsNoSignalButItsLastUserMessageIsOne() {
        arrive(turn("t1", "hi"));
        arrive(turn("t2", "thanks"));
        book.disposition(end("t2#follow-up", Outcome.NEUTRAL));
        close();
        assertThat(report.accepted()).isEqualTo(1);
        assertThat(report.byKind().get("derivedFollowUp")).containsEntry("neutral", 1L);
        assertThat(report.balanced()).isTrue();
    }

    @Test
    void aRegenerationOfTheSamePromptDerivesNone() {
        arrive(turn("t1", "hi"));
        arrive(turn("t2", "hi"));
        close();
        assertThat(report.accepted()).isZero();
    }

    @Test
    void duplicatesStandOutside() {
        arrive(turn("t1", "hi"));
        arrive(turn("t1", "hi, again"));
        arrive(edit("e1"));
        arrive(edit("e1"));
        arrive(edit("e1"));
        book.disposition(end("e1", Outcome.EXPIRED));
        close();
        assertThat(report.accepted()).isEqualTo(1);
        assertThat(report.duplicates()).isEqualTo(3);
        assertThat(report.balanced()).isTrue();
    }

    @Test
    void usesFromTheReservoirStandApart() {
        arrive(edit("e1"));
        arrive(edit("e2"));
        book.preference(0, preference("p1", "e1"));
        book.preference(1, preference("p2", "e2"));
        learn(1, 1, "p1");
        learn(2, 2, "p2", "*p1");
        learn(3, 2, "*p1", "*p2");
        close();
        assertThat(report.taught()).isEqualTo(2);
        assertThat(report.reused()).isEqualTo(3);
        assertThat(report.balanced()).isTrue();
    }

    @Test
    void whatRetentionHasCutIsNotAccountedFor() {
        book = new Book("interactions", "default", Map.of(0, PROCESSED), Set.of(0), WINDOW);
        arrive(edit("e1"), AT);
        arrive(edit("e2"), AT.plus(Duration.ofDays(6)));
        arrive(edit("e2"), AT.plus(Duration.ofDays(8)));
        arrive(edit("e3"), AT.plus(Duration.ofDays(8)));
        book.disposition(end("e3", Outcome.NEUTRAL));
        close();
        assertThat(report.accepted()).isEqualTo(1);
        assertThat(report.duplicates()).isEqualTo(1);
        assertThat(report.balanced()).isTrue();
    }

    @Test
    void beyondTheOffsetOfStreamsIsInFlight() {
        next = PROCESSED;
        arrive(edit("e1"));
        close();
        assertThat(report.inFlight()).isEqualTo(1);
        assertThat(report.byOutcome()).containsEntry("waitingForStreams", 1L);
        assertThat(report.balanced()).isTrue();
    }

    @Test
    void inAnOpenWindowIsInFlight() {
        arrive(edit("e1"));
        book.turn(window("t1", "e1", "unheard of"));
        close();
        assertThat(report.byOutcome()).containsEntry("inAnOpenWindow", 1L);
        assertThat(report.balanced()).isTrue();
    }

    @Test
    void aPreferenceThatNoCheckpointHasReachedIsInFlight() {
        arrive(edit("e1"));
        book.preference(1, preference("p1", "e1"));
        learn(1, 1);
        steps.add(step(2, "k1", 1, 2, "p1")); // announced, not committed
        close();
        assertThat(report.byOutcome()).containsEntry("waitingForTheLearner", 1L);
        assertThat(report.balanced()).isTrue();
    }

    @Test
    void whatIsFoundPendingAndEndedHasEnded() {
        arrive(edit("e1"));
        book.turn(window("t1", "e1"));
        book.disposition(end("e1", Outcome.NEUTRAL));
        close();
        assertThat(report.disposed()).isEqualTo(1);
        assertThat(report.balanced()).isTrue();
    }
}
