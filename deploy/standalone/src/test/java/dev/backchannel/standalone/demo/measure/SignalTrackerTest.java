package dev.backchannel.standalone.demo.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.avro.Acceptance;
import dev.backchannel.avro.Answer;
import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.Disposition;
import dev.backchannel.avro.FinishReason;
import dev.backchannel.avro.GateVerdict;
import dev.backchannel.avro.Interaction;
import dev.backchannel.avro.Label;
import dev.backchannel.avro.LearnerStep;
import dev.backchannel.avro.Outcome;
import dev.backchannel.avro.Preference;
import dev.backchannel.avro.Prompt;
import dev.backchannel.avro.SignalKind;
import dev.backchannel.avro.Turn;
import dev.backchannel.avro.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SignalTrackerTest {
    private final SignalTracker tracker = new SignalTracker();

    @Test
    void aSignalWaitsUntilACheckpointThatLearnedFromItIsServed() {
        tracker.accepted(acceptance("a"), 1000);
        tracker.mined(preference("p", "a"));
        tracker.stepTaken(step(1, "other"));
        tracker.stepTaken(step(2, "p"));
        tracker.committed(checkpoint("c1", 1, Verdict.PASSED));
        tracker.answered("c1", 1500);
        assertThat(tracker.longestWait(2000)).isEqualTo(1000);

        tracker.committed(checkpoint("c2", 2, Verdict.PASSED));
        tracker.answered("c2", 2400);
        tracker.answered("c2", 2600);

        assertThat(tracker.longestWait(3000)).isZero();
        assertThat(tracker.feedbackToServed(9000)).containsExactly(1400L);
        assertThat(tracker.counts()).isEqualTo(new SignalTracker.Counts(1, 0, 1, 2, 2, 2, Map.of("acceptance", 1L)));
    }

    @Test
    void eachSignalIsTimedUnderTheKindOfItsPreference() {
        tracker.accepted(acceptance("a"), 1000);
        tracker.accepted(turn("t"), 1200);
        tracker.mined(preference("p", "a"));
        tracker.mined(preference("q", "t#follow-up"));
        tracker.stepTaken(step(1, "p"));
        tracker.committed(checkpoint("c1", 1, Verdict.PASSED));
        tracker.answered("c1", 1500);

        assertThat(tracker.feedbackToServedByKind(5000)).isEqualTo(Map.of("acceptance", List.of(500L, 3800L)));
        assertThat(tracker.unserved()).isEqualTo(1);
    }

    @Test
    void whatWasNeverServedCountsAsElapsed() {
        tracker.accepted(acceptance("a"), 1000);
        tracker.mined(preference("p", "a"));
        tracker.stepTaken(step(1, "p"));
        tracker.answered("c1", 1500);
        tracker.committed(checkpoint("c1", 1, Verdict.REFUSED));

        assertThat(tracker.feedbackToServed(5000)).containsExactly(4000L);
    }

    @Test
    void aLaterCheckpointServesWhatAnEarlierOneLearned() {
        tracker.answered("c5", 1800);
        tracker.committed(checkpoint("c5", 5, Verdict.INSUFFICIENT));
        tracker.stepTaken(step(3, "p"));
        tracker.mined(preference("p", "t#follow-up"));
        tracker.accepted(turn("t"), 1000);

        assertThat(tracker.feedbackToServed(5000)).containsExactly(800L);
        assertThat(tracker.longestWait(5000)).isZero();
    }

    @Test
    void aSignalThatEndedWithoutTeachingNeitherWaitsNorCounts() {
        tracker.accepted(acceptance("a"), 1000);
        tracker.accepted(acceptance("b"), 1000);
        tracker.mined(preference("p", "a"));
        tracker.disposed(disposition("a", Outcome.MINED));
        assertThat(tracker.longestWait(2000)).isEqualTo(1000);

        tracker.disposed(disposition("a", Outcome.HELD_BACK));
        tracker.disposed(disposition("b", Outcome.NEUTRAL));

        assertThat(tracker.longestWait(2000)).isZero();
        assertThat(tracker.feedbackToServed(2000)).isEmpty();
    }

    private static Interaction acceptance(String id) {
        return interaction(id).setPayload(new Acceptance()).build();
    }

    private static Interaction turn(String id) {
        return interaction(id)
                .setPayload(Turn.newBuilder()
                        .setMessages(List.of())
                        .setResponse("r")
                        .build())
                .build();
    }

    private static Interaction.Builder interaction(String id) {
        return Interaction.newBuilder()
                .setEventId(id)
                .setTenant("default")
                .setConversationId("c")
                .setOccurredAt(Instant.EPOCH)
                .setSource("test");
    }

    private static Preference preference(String id, String evidence) {
        Answer answer = Answer.newBuilder()
                .setText("text")
                .setFinishReason(FinishReason.STOP)
                .build();
        return Preference.newBuilder()
                .setPreferenceId(id)
                .setTenant("default")
                .setConversationId("c")
                .setTurnId("t")
                .setPrompt(Prompt.newBuilder().setMessages(List.of()).build())
                .setWeight(1)
                .setSignal(SignalKind.ACCEPTANCE)
                .setEvidence(List.of(evidence))
                .setAcceptedAt(Instant.EPOCH)
                .setBody(Label.newBuilder().setAnswer(answer).setDesirable(true).build())
                .build();
    }

    private static LearnerStep step(long number, String preference) {
        return LearnerStep.newBuilder()
                .setPolicy("default")
                .setStep(number)
                .setRanges(List.of())
                .setPreferenceIds(List.of(preference))
                .setSeed(0)
                .setCause("time")
                .build();
    }

    private static Checkpoint checkpoint(String id, long step, Verdict verdict) {
        return Checkpoint.newBuilder()
                .setCheckpointId(id)
                .setBaseDigest("b")
                .setUri(id)
                .setFileDigests(Map.of())
                .setStep(step)
                .setConsumedOffset(0)
                .setMetrics(Map.of())
                .setGate(new GateVerdict(verdict, List.of()))
                .setProbes(List.of())
                .setCreatedAt(Instant.EPOCH)
                .build();
    }

    private static Disposition disposition(String id, Outcome outcome) {
        return Disposition.newBuilder()
                .setEventId(id)
                .setTenant("default")
                .setConversationId("c")
                .setSignal(SignalKind.ACCEPTANCE)
                .setOutcome(outcome)
                .setReason("test")
                .setAcceptedAt(Instant.EPOCH)
                .build();
    }
}
