package dev.backchannel.streams.worker;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Asks a server, and asks again while it is busy or away, until the deadline. Requests are marked as internal. */
final class PatientHttp implements AutoCloseable {
    static final String INTERNAL = "x-backchannel-internal";
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final WebClient http;
    private final URI root;
    private final ServerAccess access;
    private final MiningConfig config;
    private final Clock clock;
    private volatile boolean closed;

    PatientHttp(Vertx vertx, URI root, MiningConfig config, Clock clock) {
        this(vertx, root, ServerAccess.open(), config, clock);
    }

    PatientHttp(Vertx vertx, URI root, ServerAccess access, MiningConfig config, Clock clock) {
        this.access = access;
        this.vertx = vertx;
        this.root = root;
        this.config = config;
        this.clock = clock;
        this.http = WebClient.create(vertx, access.over(new WebClientOptions().setConnectTimeout(1_000)));
    }

    /** @return a response of status 200; fails with a {@link RequestFailure} */
    Future<HttpResponse<Buffer>> send(
            HttpMethod method, String path, @Nullable JsonObject bodyOrNull, Instant deadline) {
        return retried(method, path, bodyOrNull, deadline, config.firstBackoff());
    }

    /** @throws RequestFailure if there is none */
    static JsonObject body(HttpResponse<Buffer> response) {
        JsonObject body = response.bodyAsJsonObject();
        if (body == null) {
            throw new RequestFailure("the server answered " + response.statusCode() + " without a body", false);
        }
        return body;
    }

    @Override
    public void close() {
        closed = true; // what waits to ask again must not
        http.close();
    }

    private Future<HttpResponse<Buffer>> retried(
            HttpMethod method, String path, @Nullable JsonObject body, Instant deadline, Duration backoff) {
        return once(method, path, body, deadline).recover(failure -> {
            boolean again = failure instanceof RequestFailure f
                    && f.isTemporary()
                    && clock.instant().plus(backoff).isBefore(deadline);
            if (!again) {
                return Future.failedFuture(failure);
            }
            Promise<HttpResponse<Buffer>> later = Promise.promise();
            Duration doubled = backoff.multipliedBy(2);
            Duration next = doubled.compareTo(LONGEST_BACKOFF) > 0 ? LONGEST_BACKOFF : doubled;
            vertx.setTimer(Math.max(1, backoff.toMillis()), timer -> retried(method, path, body, deadline, next)
                    .onComplete(later));
            return later.future();
        });
    }

    private Future<HttpResponse<Buffer>> once(
            HttpMethod method, String path, @Nullable JsonObject body, Instant deadline) {
        if (closed) {
            return Future.failedFuture(new RequestFailure("the worker ends", false));
        }
        long left = Duration.between(clock.instant(), deadline).toMillis();
        if (left <= 0) {
            return Future.failedFuture(new RequestFailure("the deadline has passed", false));
        }
        URI url = root.resolve(path);
        var request = http.requestAbs(method, url.toString())
                .putHeader(INTERNAL, "mining")
                .timeout(Math.min(left, config.requestTimeout().toMillis()));
        access.bearer().get().ifPresent(request::bearerTokenAuthentication);
        return (body == null ? request.send() : request.sendJsonObject(body))
                .recover(e -> Future.failedFuture(
                        new RequestFailure(method + " " + url + " got no answer: " + e.getMessage(), true)))
                .compose(response -> response.statusCode() == 200
                        ? Future.succeededFuture(response)
                        : Future.failedFuture(failure(url, response)));
    }

    private static RequestFailure failure(URI url, HttpResponse<Buffer> response) {
        int status = response.statusCode();
        String text = response.bodyAsString();
        String detail = text == null ? "" : ": " + text.substring(0, Math.min(200, text.length()));
        return new RequestFailure(url + " answered " + status + detail, status == 429 || status >= 500);
    }
}
