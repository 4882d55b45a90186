package dev.backchannel.server.generation;

import dev.backchannel.policy.AnswerStream;
import dev.backchannel.policy.Feed;
import dev.backchannel.policy.Generated;
import dev.backchannel.policy.Sampler;
import dev.backchannel.policy.SamplingParameters;
import dev.backchannel.policy.Tokenizer;
import java.util.Arrays;
import java.util.List;

/** One answer that is being made in one row of a decoder. Inference thread only. */
final class Row {
    private final Generation generation;
    private final int choice;
    private final int slot;
    private final Sampler sampler;
    private final AnswerStream answer;
    private final TokenCounts counts = new TokenCounts();
    private final int[] prompt;
    private int[] drawn = new int[32];
    private int drawnCount;
    private int read;
    private long lastTokenNanos;

    /** @param room positions of the context that the prompt leaves */
    Row(Generation generation, int choice, int slot, Tokenizer tokenizer, int room) {
        SamplingParameters shared = generation.request().sampling();
        SamplingParameters own = shared.withSeed(shared.seed() + choice);
        this.generation = generation;
        this.choice = choice;
        this.slot = slot;
        this.prompt = generation.request().prompt();
        this.sampler = new Sampler(own);
        this.answer = new AnswerStream(tokenizer, own, room);
    }

    Generation generation() {
        return generation;
    }

    /** Its place in the decoder. */
    int slot() {
        return slot;
    }

    /** Whether some of its prompt has not been read yet. */
    boolean reading() {
        return read < prompt.length;
    }

    /** Prompt tokens that have been read, or need not be. */
    int read() {
        return read;
    }

    /** The first tokens of its prompt need not be read. */
    void knows(int tokens) {
        read = tokens;
    }

    /** What goes to the decoder next: its last token, or at most so many of its prompt. */
    Feed feed(int most) {
        if (!reading()) {
            return new Feed(slot, new int[] {drawn[drawnCount - 1]}, true);
        }
        int[] part = Arrays.copyOfRange(prompt, read, Math.min(prompt.length, read + most));
        read += part.length;
        return new Feed(slot, part, !reading());
    }

    /** The first so many tokens of prompt and answer. */
    int[] held(int count) {
        int[] tokens = Arrays.copyOf(prompt, count);
        System.arraycopy(drawn, 0, tokens, prompt.length, count - prompt.length);
        return tokens;
    }

    /** Whether a token has been drawn. */
    boolean started() {
        return drawnCount > 0;
    }

    long lastTokenNanos() {
        return lastTokenNanos;
    }

    /**
     * Draws the next token from its logits [vocabulary].
     *
     * @return true if the answer is complete
     */
    boolean accept(float[] logits, long now) {
        GenerationRequest request = generation.request();
        int token = sampler.sample(request.penalties().apply(logits, counts));
        if (drawnCount == drawn.length) {
            drawn = Arrays.copyOf(drawn, 2 * drawnCount);
        }
        drawn[drawnCount++] = token;
        lastTokenNanos = now;
        counts.add(token);
        int before = answer.tokenCount();
        String text = answer.push(token);
        boolean counted = answer.tokenCount() > before; // an end-of-turn token is not part of the answer
        List<TokenLogProb> logProbs = counted && request.topLogProbs() >= 0
                ? List.of(LogProbs.of(logits, token, request.topLogProbs()))
                : List.of();
        generation.emit(choice, new Piece(text, logProbs), now);
        return answer.finishReason().isPresent();
    }

    Answer answer() {
        Generated made = answer.generated();
        return new Answer(made.tokens(), made.text(), answer.finishReason().orElse(null), made.endOfTurn());
    }
}
