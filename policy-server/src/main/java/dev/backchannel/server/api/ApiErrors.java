package dev.backchannel.server.api;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers failed requests in OpenAI's error format, never with a stack trace. */
final class ApiErrors implements Handler<RoutingContext> {
    private static final Logger log = LoggerFactory.getLogger(ApiErrors.class);

    @Override
    public void handle(RoutingContext ctx) {
        send(ctx.response(), errorOf(ctx));
    }

    private ApiException errorOf(RoutingContext ctx) {
        Throwable failure = ctx.failure();
        if (failure instanceof ApiException known) {
            return known;
        }
        if (failure == null && ctx.statusCode() >= 400 && ctx.statusCode() < 500) {
            return ApiException.invalid(null, "The request could not be read (HTTP status " + ctx.statusCode() + ").");
        }
        log.error("{} {} failed", ctx.request().method(), ctx.request().path(), failure);
        return ApiException.internal("The server failed to answer; its log says more.");
    }

    static void send(HttpServerResponse response, ApiException error) {
        if (response.ended() || response.closed()) {
            return;
        }
        if (error.retryAfterSeconds() > 0) {
            response.putHeader("retry-after", Integer.toString(error.retryAfterSeconds()));
        }
        response.setStatusCode(error.status())
                .putHeader("content-type", "application/json")
                .end(Buffer.buffer(Json.bytes(error.body())));
    }
}
