package dev.backchannel.streams.ledger;

import dev.backchannel.avro.Answer;
import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.DeadLetter;
import dev.backchannel.avro.Disposition;
import dev.backchannel.avro.Edit;
import dev.backchannel.avro.FinishReason;
import dev.backchannel.avro.GateVerdict;
import dev.backchannel.avro.Interaction;
import dev.backchannel.avro.Label;
import dev.backchannel.avro.LearnerStep;
import dev.backchannel.avro.Message;
import dev.backchannel.avro.OffsetRange;
import dev.backchannel.avro.Outcome;
import dev.backchannel.avro.PendingSignal;
import dev.backchannel.avro.Preference;
import dev.backchannel.avro.Prompt;
import dev.backchannel.avro.SignalKind;
import dev.backchannel.avro.Turn;
import dev.backchannel.avro.TurnState;
import dev.backchannel.avro.Verdict;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Records made by hand, all of conversation c1 of the default tenant. */
final class Made {
    static final Instant AT = Instant.parse("2026-11-20T10:00:00Z");

    private Made() {}

    static Interaction edit(String id) {
        return edit(id, "better");
    }

    static Interaction edit(String id, String text) {
        return new Interaction(id, "default", "c1", "t1", "u1", AT, "test", true, new Edit(text));
    }

    static Interaction turn(String id, String... messages) {
        List<Message> prompt =
                Arrays.stream(messages).map(m -> new Message("user", m)).toList();
        Turn turn = Turn.newBuilder()
                .setMessages(prompt)
                .setResponse("answer of " + id)
                .build();
        return new Interaction(id, "default", "c1", id, "u1", AT, "test", true, turn);
    }

    static Disposition end(String signal, Outcome outcome) {
        return end(signal, outcome, null);
    }

    static Disposition end(String signal, Outcome outcome, String preferenceId) {
        return Disposition.newBuilder()
                .setEventId(signal)
                .setTenant("default")
                .setConversationId("c1")
                .setSignal(SignalKind.EDIT)
                .setOutcome(outcome)
                .setReason("test")
                .setPreferenceId(preferenceId)
                .setAcceptedAt(AT)
                .build();
    }

    static DeadLetter letter(String topic, int partition, long offset) {
        return DeadLetter.newBuilder()
                .setOriginTopic(topic)
                .setOriginPartition(partition)
                .setOriginOffset(offset)
                .setReason("identity_conflict")
                .setAcceptedAt(AT)
                .build();
    }

    static Preference preference(String id, String... evidence) {
        return Preference.newBuilder()
                .setPreferenceId(id)
                .setTenant("default")
                .setConversationId("c1")
                .setTurnId("t1")
                .setPrompt(new Prompt(List.of(), null))
                .setWeight(1)
                .setSignal(SignalKind.EDIT)
                .setEvidence(List.of(evidence))
                .setAcceptedAt(AT)
                .setBody(new Label(new Answer("a", List.of(), FinishReason.STOP), true))
                .build();
    }

    static TurnState window(String turnId, String... pending) {
        return TurnState.newBuilder()
                .setTenant("default")
                .setConversationId("c1")
                .setTurnId(turnId)
                .setAcceptedAt(AT)
                .setPending(Arrays.stream(pending)
                        .map(id -> new PendingSignal(id, SignalKind.EDIT, null, AT, AT, true, new Edit("x"), null))
                        .toList())
                .build();
    }

    static Checkpoint checkpoint(String id, String parent, long step, long consumed, Verdict verdict) {
        return Checkpoint.newBuilder()
                .setCheckpointId(id)
                .setParentId(parent)
                .setBaseDigest("base")
                .setUri(id)
                .setFileDigests(Map.of())
                .setStep(step)
                .setConsumedOffset(consumed)
                .setMetrics(Map.of())
                .setGate(new GateVerdict(verdict, List.of()))
                .setProbes(List.of())
                .setCreatedAt(AT)
                .build();
    }

    /** A step over the offsets {@code [from, to)} with these preferences; those that begin with * are replayed. */
    static LearnerStep step(long step, String parent, long from, long to, String... preferences) {
        return LearnerStep.newBuilder()
                .setPolicy("default")
                .setStep(step)
                .setParent(parent)
                .setRanges(List.of(new OffsetRange(0, from, to)))
                .setPreferenceIds(
                        Arrays.stream(preferences).map(p -> p.replace("*", "")).toList())
                .setReplayed(Arrays.stream(preferences)
                        .filter(p -> p.startsWith("*"))
                        .map(p -> p.substring(1))
                        .toList())
                .setSeed(1)
                .setCause("size")
                .build();
    }
}
