package dev.backchannel.ingestion;

import dev.backchannel.access.Principal;
import dev.backchannel.access.Visit;
import dev.backchannel.topics.Traces;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code POST /v1/events}: gather, parse and send off the event loop, answer when the broker has acknowledged. */
final class EventsHandler implements Handler<RoutingContext> {
    private static final Logger LOG = LoggerFactory.getLogger(EventsHandler.class);
    /** Answers with more events than this are written by a worker. */
    private static final int LARGE_ANSWER = 500;
    /** What the body of an event may have beside its text. */
    private static final int ROOM_AROUND_TEXT = 16 << 10;

    private final IngestionConfig config;
    private final EventReader reader;
    private final Publisher publisher;
    private final WorkerExecutor workers;
    private final Budget bytes;
    private final Budget events;
    private final IngestionMetrics metrics;
    private final Traces traces;

    EventsHandler(
            IngestionConfig config,
            EventReader reader,
            Publisher publisher,
            WorkerExecutor workers,
            Budget bytes,
            Budget events,
            IngestionMetrics metrics,
            Traces traces) {
        this.config = config;
        this.reader = reader;
        this.publisher = publisher;
        this.workers = workers;
        this.bytes = bytes;
        this.events = events;
        this.metrics = metrics;
        this.traces = traces;
    }

    @Override
    public void handle(RoutingContext routing) {
        long start = System.nanoTime();
        Lease lease = new Lease(bytes, events);
        Context loop = routing.vertx().getOrCreateContext();
        Span span = traces.begin(
                "POST /v1/events", SpanKind.SERVER, routing.request().getHeader(Traces.HEADER));
        Principal sender = Visit.of(routing.get(Visit.KEY)).principal();
        accept(routing.request(), sender, lease, span)
                .recover(EventsHandler::answerTo)
                .onComplete(answer -> lease.release())
                .onComplete(answer -> end(span, answer))
                .onComplete(answer -> loop.runOnContext(
                        back -> { // acknowledgements come on the producer's thread
                            if (answer.succeeded()) {
                                metrics.answered(answer.result(), Duration.ofNanos(System.nanoTime() - start));
                                answer(routing.response(), answer.result());
                            } else {
                                fail(routing.response(), answer.cause());
                            }
                        }));
    }

    private static Future<Answer> answerTo(Throwable e) {
        return e instanceof Refusal refusal ? Future.succeededFuture(Answer.of(refusal)) : Future.failedFuture(e);
    }

    private Future<Answer> accept(HttpServerRequest request, Principal sender, Lease lease, Span span) {
        BodyFormat format;
        try {
            format = BodyFormat.of(request.getHeader("content-type"));
            requirePlain(request.getHeader("content-encoding"));
        } catch (Refusal refusal) {
            return Future.failedFuture(refusal);
        }
        return BodyCollector.collect(request, lease, maxBody(sender))
                .compose(body -> workers.executeBlocking(
                        () -> send(reader.read(body.getBytes(), format, sender), lease, Traces.contextOf(span)), false))
                .compose(answer -> answer);
    }

    /** A browser, which anybody may be, has signals on one turn to tell. */
    private int maxBody(Principal sender) {
        return sender.grant().isPresent()
                ? Math.min(config.maxBodyBytes(), config.maxTextBytes() + ROOM_AROUND_TEXT)
                : config.maxBodyBytes();
    }

    private Future<Answer> send(Batch batch, Lease lease, @Nullable String traceparent) throws Refusal {
        lease.takeEvents(batch.valid().size());
        return publisher.publish(batch.valid(), traceparent).map(delivery -> Answer.of(batch, delivery));
    }

    private static void end(Span span, AsyncResult<Answer> answer) {
        if (answer.succeeded()) {
            span.setAttribute("http.response.status_code", answer.result().status());
            span.setAttribute("backchannel.events", answer.result().size());
        } else {
            span.setStatus(StatusCode.ERROR);
        }
        span.end();
    }

    private static void requirePlain(@Nullable String encoding) throws Refusal {
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw Refusal.unsupportedType(
                    "content-encoding: " + Shown.text(encoding) + " is not supported; send the body as it is");
        }
    }

    private void answer(HttpServerResponse response, Answer answer) {
        if (answer.size() > LARGE_ANSWER) {
            workers.executeBlocking(answer::toJson, false).onSuccess(json -> write(response, answer, json));
        } else {
            write(response, answer, answer.toJson());
        }
    }

    private void write(HttpServerResponse response, Answer answer, Buffer json) {
        if (response.closed() || response.ended()) {
            return; // the client has gone; what was accepted stays accepted
        }
        response.setStatusCode(answer.status()).putHeader("content-type", "application/json");
        if (answer.mayRetry()) {
            response.putHeader("retry-after", Long.toString(config.retryAfter().toSeconds()));
        }
        response.end(json);
    }

    private static void fail(HttpServerResponse response, Throwable e) {
        if (response.closed() || response.ended()) {
            return; // the client went away while sending, or was too slow
        }
        LOG.error("POST /v1/events failed", e);
        response.setStatusCode(500)
                .putHeader("content-type", "application/json")
                .end(
                        "{\"error\":\"internal error; the log of the ingestion role has the details\",\"accepted\":[],\"rejected\":[]}");
    }
}
