package dev.backchannel.server.generation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a request.
 *
 * @param outcome how it ended
 * @param checkpoint the policy that answered; null if none began
 * @param answers one per choice, broken off where the outcome is not COMPLETE; empty if none began
 * @param firstTokenNanos from submission to the first token; −1 if there was none
 * @param totalNanos from submission to the end
 * @param error empty when complete; else what went wrong
 */
public record GenerationResult(
        Outcome outcome,
        @Nullable String checkpoint,
        List<Answer> answers,
        long firstTokenNanos,
        long totalNanos,
        String error) {
    /** −1 if there was no token. */
    public long firstTokenMillis() {
        return firstTokenNanos < 0 ? -1 : firstTokenNanos / 1_000_000;
    }

    public long totalMillis() {
        return totalNanos / 1_000_000;
    }

    public boolean began() {
        return checkpoint != null;
    }
}
