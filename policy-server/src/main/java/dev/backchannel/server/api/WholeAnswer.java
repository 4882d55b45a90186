package dev.backchannel.server.api;

import dev.backchannel.server.generation.GenerationResult;
import dev.backchannel.server.generation.Outcome;
import dev.backchannel.server.generation.Piece;
import dev.backchannel.server.generation.TokenLogProb;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Answers with one JSON object once everything is there. */
final class WholeAnswer implements ChatResponder {
    private final HttpServerResponse response;
    private final ChatHead head;
    private final CompletionJson json;
    private final List<List<TokenLogProb>> logProbs = new ArrayList<>();

    WholeAnswer(HttpServerResponse response, ChatHead head, CompletionJson json, int choices) {
        this.response = response;
        this.head = head;
        this.json = json;
        for (int i = 0; i < choices; i++) {
            logProbs.add(new ArrayList<>());
        }
    }

    @Override
    public void began(String checkpoint) {
        // its headers go with the answer
    }

    @Override
    public void piece(int choice, Piece piece) {
        logProbs.get(choice).addAll(piece.logProbs());
    }

    @Override
    public boolean clogged() {
        return false;
    }

    @Override
    public void ended(GenerationResult result) {
        if (result.outcome() == Outcome.CANCELLED || response.closed()) {
            return;
        }
        if (result.outcome() != Outcome.COMPLETE) {
            ApiErrors.send(response, head.error(result));
            return;
        }
        head.headers(response, result.checkpoint());
        response.putHeader("content-type", "application/json")
                .putHeader("server-timing", String.format(Locale.ROOT, "engine;dur=%.3f", result.totalNanos() / 1e6))
                .end(Buffer.buffer(Json.bytes(json.completion(result, logProbs))));
    }
}
