package dev.backchannel.server.generation;

import dev.backchannel.policy.FinishReason;
import dev.backchannel.policy.Sampler;
import dev.backchannel.policy.TokenStream;
import dev.backchannel.policy.Tokenizer;
import java.util.List;
import java.util.Set;

/** One answer that is being made in one row of a decoder. Inference thread only. */
final class Row {
    private final Generation generation;
    private final int choice;
    private final int slot;
    private final Sampler sampler;
    private final TokenStream stream;
    private final StopTexts stops;
    private final Set<Integer> endOfTurnIds;
    private final IntList tokens = new IntList();
    private final StringBuilder text = new StringBuilder();
    private FinishReason finishReason;
    private int lastToken;
    private boolean started;
    private long lastTokenNanos;

    Row(Generation generation, int choice, int slot, Tokenizer tokenizer) {
        this.generation = generation;
        this.choice = choice;
        this.slot = slot;
        this.sampler = new Sampler(generation
                .request()
                .sampling()
                .withSeed(generation.request().sampling().seed() + choice));
        this.stream = tokenizer.stream();
        this.stops = new StopTexts(generation.request().sampling().stop());
        this.endOfTurnIds = tokenizer.endOfTurnIds();
    }

    Generation generation() {
        return generation;
    }

    /** Its place in the decoder. */
    int slot() {
        return slot;
    }

    /** The token that the next step appends. */
    int lastToken() {
        return lastToken;
    }

    /** Whether a token has been drawn. */
    boolean started() {
        return started;
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
        int token = sampler.sample(request.penalties().apply(logits, tokens));
        started = true;
        lastToken = token;
        lastTokenNanos = now;
        if (endOfTurnIds.contains(token)) {
            finishReason = FinishReason.STOP;
            emit(stops.push(stream.flush()) + stops.flush(), List.of(), now);
            return true;
        }
        tokens.add(token);
        List<TokenLogProb> logProbs =
                request.topLogProbs() < 0 ? List.of() : List.of(LogProbs.of(logits, token, request.topLogProbs()));
        String certain = stops.push(stream.push(token));
        if (stops.matched()) {
            finishReason = FinishReason.STOP;
        } else if (tokens.size() >= request.sampling().maxTokens()) {
            finishReason = FinishReason.LENGTH;
            certain += stops.push(stream.flush()) + stops.flush();
        }
        emit(certain, logProbs, now);
        return finishReason != null;
    }

    Answer answer() {
        return new Answer(tokens.toArray(), text.toString(), finishReason);
    }

    private void emit(String piece, List<TokenLogProb> logProbs, long now) {
        text.append(piece);
        generation.emit(choice, new Piece(piece, logProbs), now);
    }
}
