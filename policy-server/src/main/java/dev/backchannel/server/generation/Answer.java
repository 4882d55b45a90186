package dev.backchannel.server.generation;

import dev.backchannel.policy.FinishReason;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One answer, whole or broken off.
 *
 * @param tokens its ids, without the end-of-turn token
 * @param drawn whether these are the very ones that were drawn
 * @param text what was given out
 * @param finishReason null if it was broken off
 * @param endOfTurn whether the model itself ended its turn; false after a stop text
 */
public record Answer(
        int[] tokens, boolean drawn, String text, @Nullable FinishReason finishReason, boolean endOfTurn) {
    public Answer(int[] tokens, String text, @Nullable FinishReason finishReason, boolean endOfTurn) {
        this(tokens, true, text, finishReason, endOfTurn);
    }

    /**
     * Why it ended.
     *
     * @throws NullPointerException if it was broken off
     */
    public FinishReason ending() {
        return Objects.requireNonNull(finishReason, "an answer that was broken off has no reason to end");
    }

    /** Whoever made it told its text alone; {@code tokens} are what that encodes to. */
    public static Answer withoutTokens(
            int[] tokens, String text, @Nullable FinishReason finishReason, boolean endOfTurn) {
        return new Answer(tokens, false, text, finishReason, endOfTurn);
    }
}
