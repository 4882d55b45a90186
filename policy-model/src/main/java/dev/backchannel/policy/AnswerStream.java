package dev.backchannel.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One answer as it grows: it turns tokens into text that may be sent, ends at an end-of-turn token, a stop text or the
 * largest length, and holds back what might become a stop text. Not thread-safe.
 */
public final class AnswerStream {
    private final Tokenizer tokenizer;
    private final SamplingParameters parameters;
    private final int limit;
    private final TokenStream pieces;
    private final List<Integer> tokens = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private int sent;
    private @Nullable FinishReason finishReason;
    private boolean endOfTurn;

    /** @param room positions left in the context after the prompt */
    public AnswerStream(Tokenizer tokenizer, SamplingParameters parameters, int room) {
        this.tokenizer = tokenizer;
        this.parameters = parameters;
        this.limit = Math.min(parameters.maxTokens(), room);
        this.pieces = tokenizer.stream();
        if (limit < 1) {
            finishReason = FinishReason.LENGTH;
        }
    }

    /** Takes the next token and returns the text that may be sent now, possibly empty. */
    public String push(int token) {
        if (finishReason != null) {
            throw new IllegalStateException("The answer has ended.");
        }
        if (tokenizer.endOfTurnIds().contains(token)) {
            endOfTurn = true;
            return finish(FinishReason.STOP);
        }
        tokens.add(token);
        text.append(pieces.push(token));
        int stop = firstStop();
        if (stop >= 0) {
            text.setLength(stop);
            finishReason = FinishReason.STOP;
            return unsent(stop);
        }
        return tokens.size() >= limit ? finish(FinishReason.LENGTH) : unsent(text.length() - possibleStop());
    }

    private String finish(FinishReason reason) {
        text.append(pieces.flush());
        finishReason = reason;
        int stop = firstStop();
        if (stop >= 0) {
            text.setLength(stop);
        }
        return unsent(text.length());
    }

    private String unsent(int end) {
        String piece = end > sent ? text.substring(sent, end) : "";
        sent = Math.max(sent, end);
        return piece;
    }

    private int firstStop() {
        int first = -1;
        for (String stop : parameters.stop()) {
            int at = text.indexOf(stop, Math.max(0, sent - stop.length()));
            if (at >= 0 && (first < 0 || at < first)) {
                first = at;
            }
        }
        return first;
    }

    /** Length of the longest end of the text that may be the beginning of a stop text. */
    private int possibleStop() {
        int longest = 0;
        for (String stop : parameters.stop()) {
            for (int n = Math.min(stop.length() - 1, text.length()); n > longest; n--) {
                if (stop.startsWith(text.substring(text.length() - n))) {
                    longest = n;
                }
            }
        }
        return longest;
    }

    /** Why the answer ended; empty while it goes on. */
    public Optional<FinishReason> finishReason() {
        return Optional.ofNullable(finishReason);
    }

    public int tokenCount() {
        return tokens.size();
    }

    /** The answer so far. */
    public Generated generated() {
        return new Generated(
                tokens.stream().mapToInt(Integer::intValue).toArray(),
                text.toString(),
                finishReason == null ? FinishReason.LENGTH : finishReason,
                endOfTurn);
    }
}
