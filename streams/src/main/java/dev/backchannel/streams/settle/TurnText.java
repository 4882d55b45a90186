package dev.backchannel.streams.settle;

import dev.backchannel.avro.Message;
import dev.backchannel.avro.Turn;
import dev.backchannel.streams.config.TextLimits;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether a turn has a prompt and an answer from which something can be learned. */
final class TurnText {
    private static final String OVER_LONG = "over_long";

    private TurnText() {}

    /** The turn as it is kept: without its text if nothing can come of it, and without what only metrics need. */
    static Turn kept(Turn turn, TextLimits limits) {
        long prompt = 0;
        for (Message message : turn.getMessages()) {
            prompt += message.getContent().length();
        }
        if (turn.getPromptAsServed() != null) {
            prompt = Math.max(prompt, turn.getPromptAsServed().length());
        }
        if (prompt > limits.prompt()) {
            return stripped(turn, OVER_LONG + ": a prompt of " + prompt + " characters, at most " + limits.prompt());
        }
        if (turn.getResponse().length() > limits.answer()) {
            return stripped(
                    turn,
                    OVER_LONG + ": an answer of " + turn.getResponse().length() + " characters, at most "
                            + limits.answer());
        }
        return copy(turn, turn.getMessages(), turn.getResponse(), turn.getPromptAsServed(), turn.getError());
    }

    static Turn stripped(Turn turn, @Nullable String error) {
        return copy(turn, List.of(), "", null, error);
    }

    static boolean isIn(Turn turn) {
        return !turn.getMessages().isEmpty() || !turn.getResponse().isEmpty();
    }

    /** Why nothing can be learned from this turn, if so. */
    static Optional<String> problem(Turn turn) {
        if (turn.getError() != null && !turn.getError().isEmpty()) {
            return Optional.of(
                    turn.getError().startsWith(OVER_LONG) ? turn.getError() : "the turn failed: " + turn.getError());
        }
        if (turn.getMessages().stream().allMatch(m -> m.getContent().isBlank())) {
            return Optional.of("the turn has no prompt");
        }
        return turn.getResponse().isBlank() ? Optional.of("the turn has no answer") : Optional.empty();
    }

    private static Turn copy(
            Turn t, List<Message> messages, String response, @Nullable String asServed, @Nullable String error) {
        List<Integer> tokens = response.isEmpty() ? List.of() : t.getAnswerTokenIds();
        return new Turn(
                messages,
                response,
                asServed,
                tokens,
                t.getFinishReason(),
                null,
                t.getProfileVersion(),
                t.getCheckpoint(),
                t.getArm(),
                t.getBaseDigest(),
                null,
                null,
                error,
                t.getShapedBy(),
                t.getAssignment());
    }
}
