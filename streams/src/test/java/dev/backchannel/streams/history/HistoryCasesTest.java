package dev.backchannel.streams.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.streams.StreamsConfig;
import dev.backchannel.streams.history.Plan.Prompt;
import dev.backchannel.streams.history.Plan.Reaction;
import dev.backchannel.streams.history.Plan.Said;
import dev.backchannel.streams.history.Plan.Talk;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Histories that {@link HistoryPropertiesTest} once found something with, named after what they showed. */
class HistoryCasesTest {
    private static final int ORDERS = 12;
    private static final int OWN_WORDS = 0;
    private static final int BLANK = 2;
    private static final int UP = 3;
    private static final int DOWN = 4;
    private static final int NONE = 5;
    private static final int REPLACED_BY_T0 = 6;
    private static final int REPLACED_BY_T1 = 7;
    private static final int THANKS = 10;
    private static final int COMPLAINT = 11;
    private static final int ACCEPTANCE = 13;

    private static final Checks CHECKS = new Checks(StreamsConfig.fast(), 0);

    @AfterAll
    static void close() {
        CHECKS.close();
    }

    /** Read again at once, a result comes before the clock has closed the window that asks for it: it was dropped. */
    @Test
    void aResultThatIsReadBeforeItsTaskIsAskedIsKept() {
        CHECKS.accountHolds(plan(turns(Prompt.GOES_ON), reaction(0, COMPLAINT, 0)));
    }

    /** Tasks were given up by the clock alone, so a log read at once let a later signal supersede one that had taught. */
    @Test
    void aTaskIsGivenUpInTheOrderOfTimeAndNotOfReading() {
        for (int mood = 0; mood < 10; mood++) {
            CHECKS.accountHolds(new Plan(
                    List.of(turns(Prompt.GOES_ON)),
                    List.of(reaction(0, COMPLAINT, 0), reaction(0, UP, 6_500), reaction(0, OWN_WORDS, 9_000)),
                    mood));
        }
    }

    /** A thumb in a window that was still open superseded a complaint, and was then taken back: neither taught. */
    @Test
    void aThumbThatIsTakenBackSupersedesNothing() {
        for (int mood = 0; mood < 10; mood++) {
            Account account = CHECKS.accountHolds(new Plan(
                    List.of(turns(Prompt.GOES_ON)),
                    List.of(reaction(0, COMPLAINT, 0), reaction(0, UP, 1_100), reaction(0, NONE, 1_800)),
                    mood));
            assertThat(account.preferences())
                    .singleElement()
                    .satisfies(p -> assertThat(p.value().getEvidence()).containsExactly("e0"));
        }
    }

    /** What came after the deadline counted when it was read before a window that had put the decision off. */
    @Test
    void aResultThatComesTooLateStaysTooLate() {
        for (int mood = 0; mood < 30; mood++) {
            CHECKS.accountHolds(new Plan(
                    List.of(turns(Prompt.GOES_ON)),
                    List.of(reaction(0, COMPLAINT, 0), reaction(0, UP, 4_500), reaction(0, NONE, 5_450)),
                    mood));
        }
    }

    /** The pair was missed when the window of the other answer closed first. */
    @Test
    void anEmptyEditDoesNotHideTheThumbBesideIt() {
        inAnyOrder(plan(
                turns(Prompt.GOES_ON, Prompt.AGAIN), reaction(0, DOWN, 0), reaction(0, BLANK, 0), reaction(1, UP, 0)));
    }

    /** Whose patience ended first decided which of the two answers was better. */
    @Test
    void ofAnswersThatReplaceEachOtherTheLastWordCounts() {
        inAnyOrder(plan(
                turns(Prompt.GOES_ON, Prompt.AGAIN), reaction(0, REPLACED_BY_T1, 0), reaction(1, REPLACED_BY_T0, 100)));
    }

    /** One that names an answer to another prompt hid the circle. */
    @Test
    void aRegenerationThatCannotTeachDoesNotHideOneThatCan() {
        inAnyOrder(plan(
                turns(Prompt.GOES_ON, Prompt.GOES_ON, Prompt.GOES_ON, Prompt.AGAIN),
                reaction(3, REPLACED_BY_T0 + 2, 1),
                reaction(0, OWN_WORDS, 0),
                reaction(2, REPLACED_BY_T0, 1),
                reaction(2, REPLACED_BY_T0 + 3, 0)));
    }

    /** Who waited in vain for a third answer had lost patience with the circle, too. */
    @Test
    void theLastWordOfACircleCountsThoughBothWaitForAnAnswerThatNeverComes() {
        Plan plan = plan(
                turns(Prompt.GOES_ON, Prompt.AGAIN),
                reaction(0, BLANK, 0),
                reaction(1, REPLACED_BY_T0, 0),
                reaction(1, REPLACED_BY_T0 + 2, 0),
                reaction(0, BLANK, 0),
                reaction(0, REPLACED_BY_T1, 0),
                reaction(0, REPLACED_BY_T0 + 2, 0));
        CHECKS.orderDoesNotMatter(plan, 1, 468550984);
        inAnyOrder(plan);
    }

    /** Two turns waited for each other: one for its new answer, whose turn waited for a word that could not count there. */
    @Test
    void aWordThatDoesNotCountWhereItWasSaidIsNoRival() {
        Plan plan = plan(
                new Talk(
                        "default",
                        "c1",
                        List.of(
                                new Said(Prompt.GOES_ON, 0, 0, true, 0),
                                new Said(Prompt.AGAIN, 0, 0, true, 0),
                                new Said(Prompt.AGAIN, 0, 1, true, 0))),
                new Reaction(0, 0, REPLACED_BY_T1, 0, 0, 80, true, -1, false),
                reaction(2, BLANK, 0),
                reaction(3, UP, 0),
                reaction(0, ACCEPTANCE, 143),
                reaction(0, REPLACED_BY_T0 + 2, 122),
                new Reaction(0, 2, THANKS, 0, 85, 584, true, 185, false),
                reaction(2, REPLACED_BY_T1, 79));
        CHECKS.orderDoesNotMatter(plan, -2448239931L, 7145128);
        inAnyOrder(plan);
    }

    /** Whether the clock had forgotten the turn decided how a signal ended that came a week too late. */
    @Test
    void aTurnIsForgottenByTheTimeOfTheLog() {
        CHECKS.accountHolds(plan(turns(Prompt.GOES_ON), reaction(0, OWN_WORDS, 604_800_051)));
    }

    /** Of two thumbs up, the one whose window closed first got the thumb down. */
    @Test
    void ofSeveralOppositeThumbsTheLastWordCounts() {
        Plan plan = plan(
                new Talk(
                        "default",
                        "c1",
                        List.of(
                                new Said(Prompt.GOES_ON, 0, 0, true, 0),
                                new Said(Prompt.AGAIN, 0, 0, true, 0),
                                new Said(Prompt.AGAIN, 0, 1, true, 0))),
                reaction(1, UP, 0),
                reaction(0, UP, 0),
                reaction(2, DOWN, 0));
        CHECKS.orderDoesNotMatter(plan, 0, 7);
        inAnyOrder(plan);
    }

    /** Read at once, a turn of a week later made its conversation forget the others before their windows were settled. */
    @Test
    void whatComesAWeekLaterChangesNothingOfBefore() {
        CHECKS.accountHolds(plan(
                new Talk(
                        "default",
                        "c1",
                        List.of(
                                new Said(Prompt.GOES_ON, 0, 0, true, 0),
                                new Said(Prompt.AGAIN, 0, 0, true, 0),
                                new Said(Prompt.GOES_ON, 0, 0, true, 604_800_001))),
                reaction(1, REPLACED_BY_T0, 0)));
    }

    private static void inAnyOrder(Plan plan) {
        for (long order = 1; order <= ORDERS; order++) {
            CHECKS.orderDoesNotMatter(plan, 0, order);
        }
    }

    private static Plan plan(Talk talk, Reaction... reactions) {
        return new Plan(List.of(talk), List.of(reactions), 0);
    }

    /** The answers are the first ones of the script, in turn. */
    private static Talk turns(Prompt... prompts) {
        Said[] said = new Said[prompts.length];
        Arrays.setAll(said, i -> new Said(prompts[i], i % 2 == 0 ? 4 : 0, i, true, i));
        return new Talk("default", "c1", List.of(said));
    }

    private static Reaction reaction(int turn, int payload, long at) {
        return new Reaction(0, turn, payload, 0, at, 0, true, -1, false);
    }
}
