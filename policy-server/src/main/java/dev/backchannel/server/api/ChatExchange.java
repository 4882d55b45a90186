package dev.backchannel.server.api;

import dev.backchannel.server.ServedTracker;
import dev.backchannel.server.emission.ServedTurn;
import dev.backchannel.server.emission.TurnRecords;
import dev.backchannel.server.emission.TurnSpool;
import dev.backchannel.server.generation.GenerationListener;
import dev.backchannel.server.generation.GenerationResult;
import dev.backchannel.server.generation.OngoingAnswer;
import dev.backchannel.server.generation.Outcome;
import dev.backchannel.server.generation.Piece;
import dev.backchannel.server.policies.ServedPolicy;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/** Carries one answer from the inference thread to the client's event loop, through the spool at its end. */
final class ChatExchange implements GenerationListener {
    private final Context context;
    private final ChatResponder responder;
    private final ServedTurn turn;
    private final boolean internal;
    private final TurnSpool spool;
    private final ServedTracker served;
    private final ChatSpan span;
    private @Nullable ServedPolicy policy;
    private @Nullable OngoingAnswer answer;

    ChatExchange(
            Context context,
            ChatResponder responder,
            ServedTurn turn,
            boolean internal,
            TurnSpool spool,
            ServedTracker served,
            ChatSpan span) {
        this.context = context;
        this.responder = responder;
        this.turn = turn;
        this.internal = internal;
        this.spool = spool;
        this.served = served;
        this.span = span;
    }

    /** Event loop. */
    void follows(OngoingAnswer ongoing, HttpServerResponse response) {
        answer = ongoing;
        response.drainHandler(v -> ongoing.resume());
    }

    @Override
    public void began(ServedPolicy beginning) {
        policy = beginning;
        String id = beginning.id();
        context.runOnContext(v -> responder.began(id));
    }

    @Override
    public void piece(int choice, Piece piece) {
        context.runOnContext(v -> {
            responder.piece(choice, piece);
            if (answer != null && responder.clogged()) {
                answer.pause();
            }
        });
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the turn is answered whether or not it could be kept
    public void ended(GenerationResult result) {
        span.answered(result);
        AnswerLog.answered(turn, result);
        if (internal || !result.began()) {
            context.runOnContext(v -> responder.ended(result));
            return;
        }
        if (result.outcome() == Outcome.COMPLETE && policy != null) {
            served.completed(policy);
        }
        spool.append(TurnRecords.of(turn, result), span.traceparent())
                .whenComplete((spooled, error) -> context.runOnContext(v -> responder.ended(result)));
    }
}
