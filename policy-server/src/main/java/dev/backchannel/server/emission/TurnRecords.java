package dev.backchannel.server.emission;

import dev.backchannel.avro.FinishReason;
import dev.backchannel.avro.Interaction;
import dev.backchannel.avro.Message;
import dev.backchannel.avro.Sampling;
import dev.backchannel.avro.Turn;
import dev.backchannel.policy.SamplingParameters;
import dev.backchannel.server.generation.Answer;
import dev.backchannel.server.generation.GenerationResult;
import dev.backchannel.server.generation.Outcome;
import java.util.ArrayList;
import java.util.List;

/** Makes the topic's record of a served turn. Where several choices were asked for, the first one is the turn's answer. */
public final class TurnRecords {
    /** The records' source. */
    public static final String SOURCE = "policy-server";

    private TurnRecords() {}

    public static Interaction of(ServedTurn turn, GenerationResult result) {
        Answer answer = result.answers().isEmpty()
                ? new Answer(new int[0], "", null, false)
                : result.answers().get(0);
        Turn payload = Turn.newBuilder()
                .setMessages(turn.messages().stream()
                        .map(message -> new Message(message.role(), message.content()))
                        .toList())
                .setResponse(answer.text())
                .setPromptAsServed(turn.rendered())
                .setShapedBy(turn.shapedBy())
                .setProfileVersion(turn.profileVersion().orElse(null))
                .setAnswerTokenIds(cutByStopText(answer) || !answer.drawn() ? List.of() : boxed(answer.tokens()))
                .setFinishReason(finishReason(result, answer))
                .setSampling(sampling(turn.sampling()))
                .setCheckpoint(result.checkpoint())
                .setArm(turn.arm().orElse(null))
                .setAssignment(turn.assignment().orElse(null))
                .setBaseDigest(turn.baseDigest())
                .setLatencyMs(result.totalMillis())
                .setFirstTokenMs(result.firstTokenMillis() < 0 ? null : result.firstTokenMillis())
                .setError(result.error().isEmpty() ? null : result.error())
                .build();
        return Interaction.newBuilder()
                .setEventId(turn.turnId())
                .setTenant(turn.tenant())
                .setConversationId(turn.conversationId())
                .setTurnId(turn.turnId())
                .setUserId(turn.userId().orElse(null))
                .setOccurredAt(turn.askedAt())
                .setSource(SOURCE)
                .setTrain(turn.train())
                .setPayload(payload)
                .build();
    }

    /**
     * The tokens then hold the stop text, which nobody was shown, and the model did not end its turn there. So the turn says
     * LENGTH and leaves the tokens out: the learner encodes what was shown and trains no end of turn.
     */
    private static boolean cutByStopText(Answer answer) {
        return answer.finishReason() == dev.backchannel.policy.FinishReason.STOP && !answer.endOfTurn();
    }

    private static FinishReason finishReason(GenerationResult result, Answer answer) {
        if (result.outcome() == Outcome.COMPLETE) {
            return answer.endOfTurn() ? FinishReason.STOP : FinishReason.LENGTH;
        }
        return result.outcome() == Outcome.CANCELLED ? FinishReason.CANCELLED : FinishReason.ERROR;
    }

    private static Sampling sampling(SamplingParameters used) {
        return new Sampling(used.temperature(), used.topP(), used.maxTokens(), used.seed());
    }

    private static List<Integer> boxed(int[] tokens) {
        List<Integer> boxed = new ArrayList<>(tokens.length);
        for (int token : tokens) {
            boxed.add(token);
        }
        return boxed;
    }
}
