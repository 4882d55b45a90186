package dev.backchannel.server.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backchannel.server.generation.GenerationResult;
import dev.backchannel.server.generation.Outcome;
import dev.backchannel.server.generation.Piece;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Answers with server-sent events as the text grows. The head waits for the first piece, so that a request that never begins
 * still gets an error status. The finish reasons come last, when the turn is safe in the spool.
 */
final class StreamedAnswer implements ChatResponder {
    static final String DATA = "data: ";
    static final String END = "\n\n";

    private final HttpServerResponse response;
    private final ChatHead head;
    private final CompletionJson json;
    private final int choices;
    private final boolean includeUsage;
    private @Nullable String checkpoint;
    private @Nullable PlainDeltas deltas;

    StreamedAnswer(HttpServerResponse response, ChatHead head, CompletionJson json, int choices, boolean includeUsage) {
        this.response = response;
        this.head = head;
        this.json = json;
        this.choices = choices;
        this.includeUsage = includeUsage;
    }

    @Override
    public void began(String policy) {
        this.checkpoint = policy;
    }

    @Override
    public void piece(int choice, Piece piece) {
        if (response.closed()) {
            return;
        }
        PlainDeltas opened = open();
        if (piece.logProbs().isEmpty()) {
            response.write(Buffer.buffer(opened.of(choice, piece.text())));
        } else {
            write(json.delta(checkpoint(), choice, piece.text(), piece.logProbs()));
        }
    }

    @Override
    public boolean clogged() {
        return !response.closed() && response.writeQueueFull();
    }

    @Override
    public void ended(GenerationResult result) {
        if (result.outcome() == Outcome.CANCELLED || response.closed()) {
            return;
        }
        if (result.outcome() != Outcome.COMPLETE) {
            fail(head.error(result));
            return;
        }
        open();
        for (int choice = 0; choice < choices; choice++) {
            write(json.closing(
                    checkpoint(), choice, result.answers().get(choice).ending().wire()));
        }
        if (includeUsage) {
            write(json.usageChunk(result));
        }
        response.end(DATA + "[DONE]" + END);
    }

    private PlainDeltas open() {
        PlainDeltas opened = deltas;
        if (opened != null) {
            return opened;
        }
        opened = new PlainDeltas(json, checkpoint(), choices);
        deltas = opened;
        head.headers(response, checkpoint());
        response.putHeader("content-type", "text/event-stream; charset=utf-8")
                .putHeader("cache-control", "no-cache")
                .putHeader("x-accel-buffering", "no")
                .setChunked(true);
        for (int choice = 0; choice < choices; choice++) {
            write(json.opening(checkpoint(), choice));
        }
        return opened;
    }

    private String checkpoint() {
        return Objects.requireNonNull(checkpoint, "a piece came before the answer began");
    }

    private void fail(ApiException error) {
        if (!response.headWritten()) {
            ApiErrors.send(response, error);
        } else {
            write(error.body());
            response.end(DATA + "[DONE]" + END);
        }
    }

    private void write(ObjectNode chunk) {
        response.write(Buffer.buffer(DATA).appendBytes(Json.bytes(chunk)).appendString(END));
    }
}
