package dev.backchannel.streams.erasure;

import static dev.backchannel.streams.TopologyHarness.turnOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.backchannel.avro.Disposition;
import dev.backchannel.avro.Edit;
import dev.backchannel.avro.Interaction;
import dev.backchannel.avro.MiningResult;
import dev.backchannel.avro.MiningTask;
import dev.backchannel.avro.Other;
import dev.backchannel.avro.Outcome;
import dev.backchannel.avro.Thumb;
import dev.backchannel.avro.ThumbValue;
import dev.backchannel.avro.TurnState;
import dev.backchannel.streams.StreamsConfig;
import dev.backchannel.streams.TopologyHarness;
import dev.backchannel.streams.config.Windows;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nothing of an erased user's is taken up, and nothing is kept; whoever else there is notices nothing. */
class ErasureTest {
    private static final Duration A_MOMENT = Duration.ofSeconds(2);
    /** More than a turn is remembered. */
    private static final Duration LONG = Duration.ofDays(60);

    private TopologyHarness harness = new TopologyHarness(StreamsConfig.production());

    @AfterEach
    void close() {
        harness.close();
    }

    @Test
    void whatWaitsEndsAndWhatIsKeptGoes() {
        harness.turn("t1", "secret answer", "user: secret question").edit("e1", "t1", "secret edit");
        other("t9", null, turnOf("fine answer", "user: fine question"));
        other("e9", "t9", new Edit("another fine answer"));
        assertThat(kept()).contains("secret question", "secret answer", "secret edit", "fine answer");
        harness.erase("u1").advance(A_MOMENT);

        Disposition end = harness.endOf("e1");
        assertThat(end.getOutcome()).isEqualTo(Outcome.ERASED);
        assertThat(end.getReason()).isEqualTo("erased: its user is");
        assertThat(kept()).doesNotContain("secret").contains("fine answer");
        assertThat(harness.sizes()).containsEntry("texts", 1).containsEntry("turns", 2);

        harness.jump(Duration.ofHours(1)).advance(A_MOMENT);
        assertThat(harness.preferences()).singleElement().satisfies(p -> assertThat(p.getUserId())
                .isEqualTo("u2"));
    }

    @Test
    void whatComesLaterEndsAtOnceWhoeverSpeaksOfIt() {
        harness.erase("u1");
        harness.turn("t1", "secret answer", "user: secret question");
        harness.thumb("e1", "t1", ThumbValue.UP);
        other("e2", "t1", new Edit("by somebody else, on a turn of theirs"));
        harness.turn("t2", "secret too", "user: secret question", "assistant: secret answer", "user: no, shorter");
        harness.send("e3", null, new Other("survey", "{}"));
        harness.send("e4", "t9", new Edit("before its turn"));
        harness.advance(A_MOMENT);

        assertThat(harness.dispositions())
                .allSatisfy(d -> assertThat(d.getOutcome()).isEqualTo(Outcome.ERASED))
                .extracting(Disposition::getEventId)
                .containsExactlyInAnyOrder("e1", "e2", "t2#follow-up", "e3", "e4");
        assertThat(harness.endOf("e2").getReason()).isEqualTo("erased: the user of its turn is");
        assertThat(kept()).doesNotContain("secret", "shorter");
        assertThat(harness.sizes()).containsEntry("texts", 0);
        assertThat(harness.deadLetters()).isEmpty();
    }

    @Test
    void aTaskThatIsUnderWayIsAnsweredInVain() {
        harness.turn("t1", "secret answer", "user: secret question");
        harness.followUp("e1", "t1", "well, I do not know about that")
                .jump(Duration.ofHours(2))
                .jump(Duration.ofMinutes(1))
                .advance(A_MOMENT);
        MiningTask task = harness.tasks().get(0);
        harness.erase("u1").advance(A_MOMENT);
        assertThat(harness.endOf("e1").getOutcome()).isEqualTo(Outcome.ERASED);

        harness.answer(result(task));
        harness.jump(Duration.ofDays(1)).advance(A_MOMENT);
        assertThat(harness.preferences()).isEmpty();
        assertThat(harness.dispositions()).hasSize(1);
    }

    /** Its window was opened by somebody who was erased, so nothing waits for its end. */
    @Test
    void aTurnThatIsForgottenBeforeItsWindowClosesHoldsNothingUp() {
        harness.close();
        harness = new TopologyHarness(StreamsConfig.production().withWindows(longForThumbs()));
        harness.turn("t1", "an answer", "user: a question");
        harness.followUp("e1", "t1", "well, I do not know about that")
                .jump(Duration.ofHours(2))
                .jump(Duration.ofMinutes(1))
                .advance(A_MOMENT);
        other("e2", "t1", new Thumb(ThumbValue.UP, null));
        harness.erase("u2").advance(A_MOMENT);
        harness.answer(result(harness.tasks().get(0))).advance(A_MOMENT);
        harness.jump(LONG).advance(A_MOMENT);
        harness.turn("t2", "another answer", "user: another question").edit("e3", "t2", "a better one");
        harness.jump(Duration.ofHours(1)).advance(A_MOMENT);

        assertThat(harness.dispositions())
                .extracting(Disposition::getEventId, Disposition::getOutcome)
                .contains(tuple("e2", Outcome.ERASED), tuple("e3", Outcome.MINED));
        assertThat(harness.turns()).extracting(TurnState::getTurnId).contains("t2");
    }

    private static Windows longForThumbs() {
        Windows usual = Windows.production();
        return new Windows(
                usual.edit(),
                LONG,
                usual.regeneration(),
                usual.followUp(),
                usual.acceptance(),
                usual.orphan(),
                usual.task());
    }

    private static MiningResult result(MiningTask task) {
        return MiningResult.newBuilder()
                .setTaskId(task.getTaskId())
                .setTenant(task.getTenant())
                .setConversationId(task.getConversationId())
                .setTurnId(task.getTurnId())
                .setKind(task.getKind())
                .setZ(9.0)
                .build();
    }

    @Test
    void theProfileIsTakenBackAndComesNotAgain() {
        harness.turn("t1", "we are", "user: open? Please always answer in French.")
                .advance(A_MOMENT);
        assertThat(harness.profiles()).as("what was said is known").isNotEmpty();
        int before = harness.profiles().size();
        harness.erase("u1").advance(A_MOMENT);
        assertThat(harness.profiles()).hasSize(before + 1).last().isNull();
        assertThat(harness.sizes()).containsEntry("profiles", 0);

        harness.turn("t2", "we are", "user: closed? Please always answer in French.")
                .advance(A_MOMENT);
        assertThat(harness.profiles()).hasSize(before + 1);
        assertThat(harness.sizes()).containsEntry("profiles", 0);
    }

    private String kept() {
        StringBuilder all = new StringBuilder();
        for (TurnState state : harness.turns()) {
            all.append(state);
        }
        harness.texts().forEach(all::append);
        return all.toString();
    }

    private void other(String eventId, String turnId, Object payload) {
        Interaction event =
                TopologyHarness.event(eventId, turnId == null ? eventId : turnId, payload, harness.now(), true);
        harness.send(Interaction.newBuilder(event).setUserId("u2").build());
    }
}
