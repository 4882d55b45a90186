package dev.backchannel.server.api;

import dev.backchannel.access.Principal;
import dev.backchannel.access.Visit;
import dev.backchannel.policy.Tokenizer;
import dev.backchannel.server.ServedTracker;
import dev.backchannel.server.emission.TurnSpool;
import dev.backchannel.server.generation.AnswerEngine;
import dev.backchannel.server.generation.GenerationRequest;
import dev.backchannel.server.generation.OngoingAnswer;
import dev.backchannel.server.generation.QueueFullException;
import dev.backchannel.topics.Cause;
import dev.backchannel.topics.Traces;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/** {@code POST /v1/chat/completions}. */
final class ChatHandler implements Handler<RoutingContext> {
    /** Marks mining and probes: never emitted, and served after users. */
    static final String INTERNAL = "x-backchannel-internal";

    /** So many requests may be read at once; each holds its body. */
    private static final int MAX_PREPARING = 512;

    /** Up to this many bytes reading takes a millisecond at most, less than the way to another thread and back may. */
    private static final int READ_AT_ONCE = 2048;

    private final WorkerExecutor workers;
    private final ChatReading reading;
    private final AnswerEngine engine;
    private final Tokenizer tokenizer;
    private final TurnSpool spool;
    private final ServedTracker served;
    private final Traces traces;
    private final AtomicInteger preparing = new AtomicInteger();

    ChatHandler(
            WorkerExecutor workers,
            ChatReading reading,
            AnswerEngine engine,
            Tokenizer tokenizer,
            TurnSpool spool,
            ServedTracker served,
            Traces traces) {
        this.workers = workers;
        this.reading = reading;
        this.engine = engine;
        this.tokenizer = tokenizer;
        this.spool = spool;
        this.served = served;
        this.traces = traces;
    }

    @Override
    public void handle(RoutingContext ctx) {
        if (engine.queueFull() || preparing.get() >= MAX_PREPARING) {
            ctx.fail(ApiException.queueFull("too many requests are waiting already"));
            return;
        }
        byte[] body = BodyReader.body(ctx);
        Visit visit = Visit.of(ctx.get(Visit.KEY));
        boolean internal = ctx.request().headers().contains(INTERNAL);
        Context context = ctx.vertx().getOrCreateContext();
        ChatSpan span = ChatSpan.begin(traces, ctx.request(), internal);
        if (traces.on()) {
            ctx.addEndHandler(done -> span.end(ctx.response().getStatusCode()));
        }
        preparing.incrementAndGet();
        read(body, visit.principal(), internal, context)
                .onComplete(done -> preparing.decrementAndGet())
                .onSuccess(
                        prepared -> answer(ctx, internal ? prepared : prepared.stamped(visit.stamp()), internal, span))
                .onFailure(ctx::fail);
    }

    private Future<PreparedChat> read(byte[] body, Principal caller, boolean internal, Context context) {
        if (body.length <= READ_AT_ONCE) {
            try {
                return reading.read(body, caller, internal, context, true);
            } catch (MustBeCutException e) {
                // by a worker, then
            } catch (RuntimeException e) {
                return Future.failedFuture(e);
            }
        }
        return workers.executeBlocking(() -> reading.read(body, caller, internal, context, false), false)
                .compose(prepared -> prepared);
    }

    private void answer(RoutingContext ctx, PreparedChat chat, boolean internal, ChatSpan span) {
        span.prepared(chat);
        HttpServerResponse response = ctx.response();
        if (response.closed()) {
            span.abandoned();
            return; // the client went away while its request was read
        }
        Context context = Objects.requireNonNull(Vertx.currentContext(), "a request is handled on its event loop");
        ChatExchange exchange =
                new ChatExchange(context, responder(response, chat), chat.turn(), internal, spool, served, span);
        try {
            OngoingAnswer answer = engine.submit(new GenerationRequest(
                    chat.route(),
                    chat.prompt(),
                    chat.sampling(),
                    chat.request().penalties(),
                    chat.request().choices(),
                    chat.request().topLogProbs(),
                    internal,
                    chat.turn().tenant(),
                    exchange));
            exchange.follows(answer, response);
            response.closeHandler(v -> answer.cancel());
        } catch (QueueFullException e) {
            ctx.fail(ApiException.queueFull(Cause.message(e)));
        } catch (IllegalStateException e) {
            ctx.fail(ApiException.unavailable("shutting_down", "The server is shutting down."));
        }
    }

    private ChatResponder responder(HttpServerResponse response, PreparedChat chat) {
        ChatRequest request = chat.request();
        CompletionJson json = new CompletionJson(tokenizer, chat.head(), request.topLogProbs() >= 0);
        return request.stream()
                ? new StreamedAnswer(response, chat.head(), json, request.choices(), request.includeUsage())
                : new WholeAnswer(response, chat.head(), json, request.choices());
    }
}
