package dev.backchannel.server.pool;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backchannel.server.generation.Answer;
import dev.backchannel.server.generation.GenerationRequest;
import dev.backchannel.server.generation.GenerationResult;
import dev.backchannel.server.generation.OngoingAnswer;
import dev.backchannel.server.generation.Outcome;
import dev.backchannel.server.generation.Piece;
import dev.backchannel.server.policies.ServedPolicy;
import dev.backchannel.topics.Cause;
import io.vertx.core.http.HttpClientResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way through the pool. Until the first piece of text it may move on to another upstream; from then on it
 * stays where it is, or is broken off. All but {@link #cancel}, {@link #pause} and {@link #resume} belongs to the pool's
 * context.
 */
final class PooledAnswer implements OngoingAnswer {
    private static final long LOOK_AGAIN_MILLIS = 50;
    private static final int ATTEMPTS_PER_UPSTREAM = 2;

    private final PoolEngine engine;
    private final GenerationRequest request;
    private final long submittedNanos;
    private final Set<Upstream> tried = new HashSet<>();
    private List<PooledChoice> choices = List.of();
    private @Nullable ServedPolicy policy;
    private @Nullable Upstream upstream;
    private @Nullable HttpClientResponse response;
    private @Nullable UpstreamException lastFailure;
    private long deadline = -1;
    private long firstTokenNanos = -1;
    private long lastTokenNanos;
    private int attempts;
    private boolean begun;
    private boolean shown;
    private boolean ended;

    PooledAnswer(PoolEngine engine, GenerationRequest request, long submittedNanos) {
        this.engine = engine;
        this.request = request;
        this.submittedNanos = submittedNanos;
    }

    boolean internal() {
        return request.internal();
    }

    void begin() {
        if (ended) {
            return;
        }
        deadline = engine.after(
                engine.config().requestTimeout().toMillis(),
                () -> end(
                        Outcome.TIMEOUT, "not complete after " + engine.config().requestTimeout()));
        ServedPolicy acquired = request.route().acquire().orElse(null);
        policy = acquired;
        if (acquired == null) {
            end(Outcome.NOT_LOADED, "the checkpoint is no longer loaded");
        } else {
            next(acquired);
        }
    }

    /** Asks the least busy upstream that was not asked before; where there is none, looks again soon, for a while. */
    private void next(ServedPolicy served) {
        if (ended) {
            return;
        }
        UpstreamPool pool = engine.pool();
        Optional<Upstream> chosen = pool.choose(served.id(), tried);
        long age = engine.nanos() - submittedNanos;
        if (chosen.isPresent()
                && attempts < ATTEMPTS_PER_UPSTREAM * pool.upstreams().size()) {
            ask(chosen.get(), served);
        } else if (lastFailure != null && (!tried.isEmpty() || chosen.isPresent())) {
            end(lastFailure.away() ? Outcome.UNAVAILABLE : Outcome.UPSTREAM_FAILED, Cause.message(lastFailure));
        } else if (pool.upCount() == 0 && age > engine.noUpstreamPatience().toNanos()) {
            end(Outcome.UNAVAILABLE, "no upstream answers");
        } else if (age > engine.config().queueTimeout().toNanos()) {
            end(
                    Outcome.QUEUE_TIMEOUT,
                    "no upstream has the checkpoint within " + engine.config().queueTimeout());
        } else {
            engine.after(LOOK_AGAIN_MILLIS, () -> next(served));
        }
    }

    private void ask(Upstream chosen, ServedPolicy served) {
        upstream = chosen;
        chosen.begun();
        int attempt = ++attempts;
        choices = new ArrayList<>();
        for (int i = 0; i < request.choices(); i++) {
            choices.add(new PooledChoice(engine.tokenizer()));
        }
        chosen.client()
                .complete(CompletionBody.of(
                        request, chosen.modelOf(served.id()), engine.tokenizer().endOfTurnIds()))
                .onSuccess(answering -> read(attempt, answering, chosen, served))
                .onFailure(error -> failed(attempt, UpstreamException.of(error), chosen, served));
    }

    private void read(int attempt, HttpClientResponse answering, Upstream asked, ServedPolicy served) {
        if (isPast(attempt)) {
            answering.request().reset();
            return;
        }
        response = answering;
        if (!begun) {
            begun = true;
            engine.began(this, request.prompt().length, engine.nanos() - submittedNanos);
            request.listener().began(served);
        }
        EventStream events = new EventStream(event -> {
            if (!isPast(attempt)) {
                event(event);
            }
        });
        answering
                .exceptionHandler(error -> failed(attempt, UpstreamException.of(error), asked, served))
                .endHandler(v -> failed(
                        attempt, new UpstreamException(0, "its stream ended before the answer did"), asked, served))
                .handler(bytes -> {
                    try {
                        events.handle(bytes);
                    } catch (RuntimeException e) {
                        failed(attempt, UpstreamException.of(e), asked, served);
                    }
                })
                .resume();
    }

    private boolean isPast(int attempt) {
        return ended || attempt != attempts;
    }

    private void event(JsonNode event) {
        JsonNode error = event.path("error");
        if (error.isObject() || error.isTextual()) {
            throw new UpstreamException(
                    500, error.path("message").asText(error.asText()).strip());
        }
        for (JsonNode entry : event.path("choices")) {
            int index = entry.path("index").asInt();
            if (index < 0 || index >= choices.size()) {
                throw new UpstreamException(500, "it answers with choice " + index + " of " + choices.size());
            }
            accept(index, entry);
        }
        if (choices.stream().allMatch(PooledChoice::finished)) {
            end(Outcome.COMPLETE, "");
        }
    }

    private void accept(int index, JsonNode entry) {
        PooledChoice choice = choices.get(index);
        int before = choice.tokenCount();
        Piece piece = choice.accept(entry);
        long now = engine.nanos();
        if (choice.tokenCount() > before || !piece.text().isEmpty()) {
            boolean first = firstTokenNanos < 0;
            engine.metrics()
                    .tokens(
                            Math.max(1, choice.tokenCount() - before),
                            request.internal(),
                            first,
                            first ? now - submittedNanos : now - lastTokenNanos);
            firstTokenNanos = first ? now : firstTokenNanos;
            lastTokenNanos = now;
        }
        if (!piece.text().isEmpty() || !piece.logProbs().isEmpty()) {
            shown = true;
            request.listener().piece(index, piece);
        }
    }

    /** An attempt fails once: to break it off makes Vert.x tell of a failure, too. */
    private void failed(int attempt, UpstreamException failure, Upstream asked, ServedPolicy served) {
        if (isPast(attempt) || upstream == null) {
            return;
        }
        UpstreamException told = new UpstreamException(failure.status(), asked.name() + ": " + Cause.message(failure));
        lastFailure = told;
        engine.failed(asked);
        if (failure.status() == 0) {
            engine.pool().down(asked, Cause.message(failure));
            engine.pool().lookAt(asked);
        } else if (failure.status() == 404 && !served.id().equals(ServedPolicy.BASE)) {
            engine.pool().lost(asked, served.id());
        } else {
            tried.add(asked);
        }
        letGo(true);
        if (shown || failure.status() == 400) {
            end(Outcome.UPSTREAM_FAILED, Cause.message(told));
        } else {
            next(served);
        }
    }

    /** @param breakOff the upstream shall stop as well: it does when the connection is closed */
    private void letGo(boolean breakOff) {
        HttpClientResponse left = response;
        response = null;
        if (upstream != null) {
            upstream.done();
            upstream = null;
        }
        if (left != null && breakOff) {
            left.request().reset();
        }
    }

    void end(Outcome outcome, String error) {
        if (ended) {
            return;
        }
        ended = true;
        engine.cancelTimer(deadline);
        letGo(outcome != Outcome.COMPLETE);
        List<Answer> answers =
                begun ? choices.stream().map(PooledChoice::answer).toList() : List.of();
        GenerationResult result = new GenerationResult(
                outcome,
                begun && policy != null ? policy.id() : null,
                answers,
                firstTokenNanos < 0 ? -1 : firstTokenNanos - submittedNanos,
                engine.nanos() - submittedNanos,
                error);
        if (policy != null) {
            policy.release();
        }
        engine.ended(this, result);
        request.listener().ended(result);
    }

    @Override
    public void cancel() {
        engine.pool().context().runOnContext(v -> end(Outcome.CANCELLED, "the client went away"));
    }

    @Override
    public void pause() {
        onResponse(HttpClientResponse::pause);
    }

    @Override
    public void resume() {
        onResponse(HttpClientResponse::resume);
    }

    private void onResponse(Consumer<HttpClientResponse> action) {
        engine.pool().context().runOnContext(v -> {
            if (response != null) {
                action.accept(response);
            }
        });
    }
}
