package dev.backchannel.streams.mining;

import dev.backchannel.avro.Answer;
import dev.backchannel.avro.FinishReason;
import dev.backchannel.avro.FollowUp;
import dev.backchannel.avro.Label;
import dev.backchannel.avro.Pair;
import dev.backchannel.avro.PendingSignal;
import dev.backchannel.avro.Preference;
import dev.backchannel.avro.Prompt;
import dev.backchannel.avro.Turn;
import dev.backchannel.avro.TurnState;
import dev.backchannel.streams.Arrived;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes preferences. */
final class Preferences {
    private Preferences() {}

    static Preference label(
            TurnState turn, PendingSignal evidence, boolean desirable, double weight, Map<String, String> explanation) {
        return preference(
                turn, List.of(evidence), weight, explanation, "label", new Label(given(Arrived.turn(turn)), desirable));
    }

    static Preference pair(
            TurnState turn,
            List<PendingSignal> evidence,
            Answer chosen,
            Answer rejected,
            double weight,
            Map<String, String> explanation) {
        return preference(turn, evidence, weight, explanation, "pair", new Pair(chosen, rejected));
    }

    /** The answer that was served, with its own tokens where we sampled it. */
    static Answer given(Turn turn) {
        return new Answer(turn.getResponse(), turn.getAnswerTokenIds(), turn.getFinishReason());
    }

    /** A whole answer that somebody wrote: it ends where they ended it. */
    static Answer written(String text) {
        return new Answer(text, List.of(), FinishReason.STOP);
    }

    static Prompt prompt(Turn turn) {
        return new Prompt(turn.getMessages(), turn.getPromptAsServed());
    }

    private static Preference preference(
            TurnState turn,
            List<PendingSignal> evidence,
            double weight,
            Map<String, String> explanation,
            String kind,
            Object body) {
        PendingSignal first = evidence.get(0);
        Instant latest = evidence.stream()
                .map(PendingSignal::getAcceptedAt)
                .max(Instant::compareTo)
                .orElseThrow();
        String id = Ids.of(kind, turn.getTenant(), turn.getConversationId(), turn.getTurnId());
        return new Preference(
                id,
                turn.getTenant(),
                turn.getConversationId(),
                turn.getTurnId(),
                first.getUserId() == null ? turn.getUserId() : first.getUserId(),
                prompt(Arrived.turn(turn)),
                weight,
                first.getSignal(),
                evidence.stream().map(PendingSignal::getEventId).toList(),
                explanation,
                Arrived.turn(turn).getCheckpoint(),
                Arrived.turn(turn).getArm(),
                latest,
                body,
                followUp(evidence));
    }

    private static @Nullable String followUp(List<PendingSignal> evidence) {
        return evidence.stream()
                .map(PendingSignal::getPayload)
                .filter(FollowUp.class::isInstance)
                .map(payload -> ((FollowUp) payload).getText())
                .findFirst()
                .orElse(null);
    }
}
