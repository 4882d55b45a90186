package dev.backchannel.streams.ledger;

import static dev.backchannel.streams.ledger.Made.AT;
import static dev.backchannel.streams.ledger.Made.checkpoint;
import static dev.backchannel.streams.ledger.Made.edit;
import static dev.backchannel.streams.ledger.Made.end;
import static dev.backchannel.streams.ledger.Made.letter;
import static dev.backchannel.streams.ledger.Made.preference;
import static dev.backchannel.streams.ledger.Made.step;
import static dev.backchannel.streams.ledger.Made.turn;
import static dev.backchannel.streams.ledger.Made.window;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.Interaction;
import dev.backchannel.avro.LearnerStep;
import dev.backchannel.avro.Outcome;
import dev.backchannel.avro.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The balance of hand-made topics: every way to end, and every way not to. Streams has processed the first ten records. */
class BookTest {
    private static final Duration WINDOW = Duration.ofDays(7);
    private static final long PROCESSED = 10;

    private Book book = new Book("interactions", Map.of(0, PROCESSED), Set.of(), WINDOW);
    private final List<Checkpoint> checkpoints = new ArrayList<>();
    private final List<LearnerStep> steps = new ArrayList<>();
    private long next;
    private LedgerReport report;

    @AfterEach
    void everySignalIsCountedOnce() {
        assertThat(report.accepted())
                .isEqualTo(report.taught()
                        + report.heldBack()
                        + report.disposed()
                        + report.deadLettered()
                        + report.inFlight()
                        + report.unaccounted()
                        + report.endedTwice());
        assertThat(report.byOutcome().values().stream().mapToLong(n -> n).sum()).isEqualTo(report.accepted());
    }

    @Test
    void anEmptyTopicBalances() {
        close();
        assertThat(report.balanced()).isTrue();
        assertThat(report.accepted()).isZero();
    }

    // ------------------------------------------------------------ every way to end

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

    // ------------------------------------------------------------ follow-ups and duplicates

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
        book = new Book("interactions", Map.of(0, PROCESSED), Set.of(0), WINDOW);
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

    // ------------------------------------------------------------ in flight, found and never computed

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

    // ------------------------------------------------------------ lost

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

    // ------------------------------------------------------------ twice

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

    // ------------------------------------------------------------ making

    private long arrive(Interaction event) {
        return arrive(event, AT.plusMillis(next));
    }

    private long arrive(Interaction event, Instant acceptedAt) {
        book.interaction(0, next, acceptedAt, "default/c1", event);
        return next++;
    }

    /** One more checkpoint k{step}, which consumed everything below {@code consumed} in one step with these preferences. */
    private void learn(long step, long consumed, String... preferences) {
        String parent = "k" + (step - 1);
        if (checkpoints.isEmpty()) {
            checkpoints.add(checkpoint("k0", null, 0, 0, Verdict.PASSED));
        }
        steps.add(step(step, parent, 0, consumed, preferences));
        checkpoints.add(checkpoint("k" + step, parent, step, consumed, Verdict.PASSED));
    }

    private void close() {
        report = book.close(Lineage.of(checkpoints, steps), List.of());
    }
}
