package dev.backchannel.streams;

import static dev.backchannel.avro.ThumbValue.DOWN;
import static dev.backchannel.avro.ThumbValue.NONE;
import static dev.backchannel.avro.ThumbValue.UP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.avro.Disposition;
import dev.backchannel.avro.Edit;
import dev.backchannel.avro.FinishReason;
import dev.backchannel.avro.Label;
import dev.backchannel.avro.Outcome;
import dev.backchannel.avro.Pair;
import dev.backchannel.avro.Preference;
import dev.backchannel.avro.SignalKind;
import dev.backchannel.avro.Thumb;
import dev.backchannel.avro.ThumbValue;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each rule of mining that needs no worker, on the whole topology. */
class SignalRulesTest {
    private final TopologyHarness topology = new TopologyHarness(StreamsConfig.fast());

    @AfterEach
    void close() {
        topology.close();
    }

    @Test
    void anEditIsAPairWithAWeightFromItsDistance() {
        topology.turn("t1", "the latte costs four euros", "user: price of a latte?")
                .edit("e1", "t1", "a latte is four euros")
                .settle();
        Preference preference = only();
        Pair pair = (Pair) preference.getBody();
        assertThat(pair.getChosen().getText()).isEqualTo("a latte is four euros");
        assertThat(pair.getChosen().getFinishReason()).isEqualTo(FinishReason.STOP);
        assertThat(pair.getRejected().getText()).isEqualTo("the latte costs four euros");
        assertThat(preference.getWeight()).isEqualTo(0.5 + 2 / 5.0);
        assertThat(preference.getEvidence()).containsExactly("e1");
        assertThat(preference.getSignal()).isEqualTo(SignalKind.EDIT);
        assertThat(topology.endOf("e1").getOutcome()).isEqualTo(Outcome.MINED);
        assertThat(topology.endOf("e1").getPreferenceId()).isEqualTo(preference.getPreferenceId());
    }

    @Test
    void aPreferenceGoesOnWithTheTraceOfItsEvidence() {
        String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        topology.turn("t1", "the latte costs four euros", "user: price of a latte?")
                .traced("e1", "t1", new Edit("a latte is four euros"), trace)
                .turn("t2", "no", "user: open?")
                .thumb("e2", "t2", DOWN)
                .settle();
        assertThat(topology.traces()).containsExactlyInAnyOrder(trace, null);
    }

    @Test
    void aNearIdenticalEditIsAnAcceptance() {
        String answer = "The latte is four euros and the cake is three euros and both of them are really very good.";
        topology.turn("t1", answer, "user: prices?")
                .edit("e1", "t1", answer.replace("good.", "good"))
                .settle();
        Preference preference = only();
        assertThat(((Label) preference.getBody()).getDesirable()).isTrue();
        assertThat(preference.getWeight()).isEqualTo(0.2);
    }

    @Test
    void thumbsAreLabels() {
        topology.turn("t1", "yes", "user: open?").thumb("e1", "t1", UP).settle();
        topology.turn("t2", "no", "user: closed?", "assistant: x", "user: a")
                .thumb("e2", "t2", DOWN)
                .settle();
        assertThat(topology.preferences())
                .filteredOn(p -> p.getSignal() == SignalKind.THUMB)
                .extracting(p -> ((Label) p.getBody()).getDesirable())
                .containsExactly(true, false);
    }

    @Test
    void anAcceptanceIsAWeakLabel() {
        topology.turn("t1", "yes", "user: open?").accept("e1", "t1").settle();
        assertThat(only().getWeight()).isEqualTo(0.2);
    }

    @Test
    void theMoreTrustedSignalSupersedesTheOthers() {
        topology.turn("t1", "yes we are", "user: open?")
                .accept("e1", "t1")
                .followUp("e2", "t1", "thanks")
                .thumb("e3", "t1", UP)
                .edit("e4", "t1", "no, closed")
                .thumb("e5", "t1", DOWN)
                .settle();
        assertThat(only().getEvidence()).containsExactly("e4");
        assertThat(topology.ends())
                .extracting(Disposition::getEventId)
                .containsExactlyInAnyOrder("e1", "e2", "e3", "e5");
        assertThat(topology.ends()).allMatch(d -> d.getOutcome() == Outcome.SUPERSEDED);
    }

    @Test
    void afterTheWindowOnlyTheUnusedKindMayStillTeach() {
        topology.turn("t1", "yes we are", "user: open?")
                .edit("e1", "t1", "no, closed")
                .settle();
        topology.thumb("e2", "t1", DOWN).settle();
        topology.edit("e3", "t1", "again another text").thumb("e4", "t1", UP).settle();
        assertThat(topology.preferences()).hasSize(2);
        assertThat(topology.endOf("e2").getOutcome()).isEqualTo(Outcome.MINED);
        assertThat(topology.endOf("e3")).satisfies(SignalRulesTest::isAlreadyTaught);
        assertThat(topology.endOf("e4")).satisfies(SignalRulesTest::isAlreadyTaught);
    }

    @Test
    void anOpenThumbCanBeTakenBack() {
        topology.turn("t1", "yes", "user: open?")
                .thumb("e1", "t1", UP)
                .thumb("e2", "t1", NONE)
                .settle();
        assertThat(topology.preferences()).isEmpty();
        assertThat(topology.ends())
                .hasSize(2)
                .allMatch(d ->
                        d.getOutcome() == Outcome.SUPERSEDED && d.getReason().equals("undone"));
    }

    @Test
    void aThumbThatHasTaughtCannotBeTakenBack() {
        topology.turn("t1", "yes", "user: open?").thumb("e1", "t1", UP).settle();
        topology.thumb("e2", "t1", NONE).settle();
        assertThat(topology.endOf("e2")).satisfies(SignalRulesTest::isAlreadyTaught);
    }

    @Test
    void theLastThumbCounts() {
        topology.turn("t1", "yes", "user: open?")
                .thumb("e1", "t1", UP)
                .thumb("e2", "t1", DOWN)
                .settle();
        assertThat(((Label) only().getBody()).getDesirable()).isFalse();
        assertThat(topology.endOf("e1").getOutcome()).isEqualTo(Outcome.SUPERSEDED);
    }

    @Test
    void upAndDownOnTwoAnswersToOnePromptAreAPair() {
        topology.turn("t1", "one", "user: open?")
                .turn("t2", "two", "user: open?")
                .thumb("e1", "t1", DOWN)
                .advance(Duration.ofMillis(500))
                .thumb("e2", "t2", UP)
                .settle();
        Preference preference = only();
        Pair pair = (Pair) preference.getBody();
        assertThat(pair.getChosen().getText()).isEqualTo("two");
        assertThat(pair.getRejected().getText()).isEqualTo("one");
        assertThat(preference.getEvidence()).containsExactlyInAnyOrder("e1", "e2");
        assertThat(topology.endOf("e1").getOutcome()).isEqualTo(Outcome.MINED);
        assertThat(topology.endOf("e2").getOutcome()).isEqualTo(Outcome.MINED);

        topology.edit("e3", "t1", "three, a text of my own")
                .edit("e4", "t2", "four, another one")
                .settle();
        assertThat(topology.endOf("e3")).satisfies(SignalRulesTest::isAlreadyTaught);
        assertThat(topology.endOf("e4")).satisfies(SignalRulesTest::isAlreadyTaught);
    }

    @Test
    void theAnswerKeptIsBetterThanTheAnswerReplaced() {
        topology.turn("t1", "one", "user: open?").regenerate("e1", "t1", "t2").advance(Duration.ofSeconds(2));
        topology.turn("t2", "two", "user: open?").settle();
        Pair pair = (Pair) only().getBody();
        assertThat(pair.getChosen().getText()).isEqualTo("two");
        assertThat(pair.getRejected().getText()).isEqualTo("one");
        assertThat(topology.endOf("e1").getOutcome()).isEqualTo(Outcome.MINED);
    }

    @Test
    void anAnswerReplacedTwiceTeachesOnlyTheLastStep() {
        topology.turn("t1", "one", "user: open?")
                .turn("t2", "two", "user: open?")
                .turn("t3", "three", "user: open?")
                .regenerate("e1", "t1", "t2")
                .regenerate("e2", "t2", "t3")
                .settle();
        assertThat(only().getEvidence()).containsExactly("e2");
        assertThat(topology.endOf("e1").getOutcome()).isEqualTo(Outcome.NEUTRAL);
    }

    @Test
    void aRegenerationWhoseNewAnswerNeverComesIsOrphaned() {
        topology.turn("t1", "one", "user: open?").regenerate("e1", "t1", "t2").settle();
        assertThat(topology.endOf("e1").getOutcome()).isEqualTo(Outcome.ORPHANED);
    }

    @Test
    void anEarlySignalWaitsForItsTurn() {
        topology.edit("e1", "t1", "no, closed").advance(Duration.ofSeconds(3));
        assertThat(topology.turns()).singleElement().satisfies(t -> {
            assertThat(t.getTurn()).isNull();
            assertThat(t.getPending()).hasSize(1);
        });
        topology.turn("t1", "yes we are", "user: open?").settle();
        assertThat(only().getEvidence()).containsExactly("e1");
    }

    @Test
    void aSignalWhoseTurnNeverComesIsOrphaned() {
        topology.edit("e1", "t1", "no, closed").settle();
        assertThat(topology.endOf("e1").getOutcome()).isEqualTo(Outcome.ORPHANED);
        assertThat(topology.turns()).isEmpty();
    }

    @Test
    void aSignalWithoutATurnIdIsAboutTheLatestTurn() {
        topology.accept("e1", null).turn("t1", "yes", "user: open?").settle();
        topology.turn("t2", "no", "user: closed?", "assistant: x")
                .accept("e2", null)
                .settle();
        assertThat(topology.preferences()).extracting(Preference::getTurnId).containsExactly("t1", "t2");
    }

    @Test
    void optedOutEventsAndTurnsTeachNothing() {
        topology.turn("t1", "yes", "user: open?")
                .send(TopologyHarness.event("e1", "t1", new Thumb(UP, null), topology.now(), false))
                .send("e2", "t2", new Thumb(UP, null))
                .send(TopologyHarness.event(
                        "t2", "t2", TopologyHarness.turnOf("no", "system: be brief"), topology.now(), false))
                .thumb("e3", "t2", UP)
                .settle();
        assertThat(topology.preferences()).isEmpty();
        assertThat(topology.ends()).hasSize(3).allMatch(d -> d.getOutcome() == Outcome.OPTED_OUT);
    }

    @Test
    void whatHasNothingToLearnFromIsUnusable() {
        topology.turn("empty", "", "user: open?")
                .thumb("e1", "empty", UP)
                .turn("t2", "yes", "user: open now?")
                .edit("e2", "t2", "  ")
                .turn("t3", "x".repeat(200_000), "user: a long one?")
                .thumb("e3", "t3", UP)
                .turn("t4", "yes", "user: and now?")
                .thumb("e4", "t4", ThumbValue.UNKNOWN)
                .settle();
        assertThat(topology.preferences())
                .filteredOn(p -> p.getSignal() != SignalKind.FOLLOW_UP)
                .isEmpty();
        for (String event : new String[] {"e1", "e2", "e3", "e4"}) {
            assertThat(topology.endOf(event).getOutcome()).as(event).isEqualTo(Outcome.UNUSABLE);
        }
        assertThat(topology.turns())
                .filteredOn(t -> t.getTurnId().equals("t3"))
                .allMatch(t -> t.getTurn().getResponse().isEmpty());
    }

    @Test
    void anUnknownKindIsUnusable() {
        topology.send("e1", null, new dev.backchannel.avro.Other("gaze", "{}")).settle();
        assertThat(topology.endOf("e1")).satisfies(d -> {
            assertThat(d.getOutcome()).isEqualTo(Outcome.UNUSABLE);
            assertThat(d.getReason()).contains("unknown kind 'gaze'");
        });
    }

    @Test
    void duplicatesChangeNothing() {
        topology.turn("t1", "yes we are", "user: open?")
                .edit("e1", "t1", "no, closed")
                .settle();
        topology.turn("t1", "another body", "user: open?")
                .edit("e1", "t1", "no, closed")
                .settle();
        only();
        assertThat(topology.dispositions()).hasSize(1);
        assertThat(topology.deadLetters()).isEmpty();
    }

    @Test
    void anotherBodyUnderAUsedIdIsADeadLetter() {
        topology.turn("t1", "yes we are", "user: open?")
                .edit("e1", "t1", "no, closed")
                .edit("e1", "t1", "other")
                .settle();
        only();
        assertThat(topology.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.getReason()).startsWith("identity_conflict");
            assertThat(letter.getEventId()).isEqualTo("e1");
            assertThat(letter.getOriginTopic()).isEqualTo("interactions");
        });
    }

    @Test
    void aWindowClosesWithoutTraffic() {
        topology.turn("t1", "yes", "user: open?").thumb("e1", "t1", UP).advance(Duration.ofMillis(700));
        assertThat(topology.preferences()).isEmpty();
        topology.advance(Duration.ofMillis(300));
        only();
    }

    private Preference only() {
        assertThat(topology.preferences()).hasSize(1);
        return topology.preferences().get(0);
    }

    private static void isAlreadyTaught(Disposition disposition) {
        assertThat(disposition.getOutcome()).isEqualTo(Outcome.EXPIRED);
        assertThat(disposition.getReason()).isEqualTo("already_taught");
    }
}
