package dev.backchannel.standalone.doors;

import dev.backchannel.access.AccessDenied;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;

/** Lets no request take for ever to send its body. */
record BodyClock(Duration longest, Refusals refusals) implements Handler<RoutingContext> {
    @Override
    public void handle(RoutingContext ctx) {
        HttpServerRequest request = ctx.request();
        if (!request.isEnded() && mayHaveBody(request)) {
            long timer = ctx.vertx().setTimer(longest.toMillis(), late -> {
                if (!request.isEnded()) {
                    refusals.send(ctx, AccessDenied.slow("the body did not come within " + longest.toMillis() + " ms"));
                }
            });
            request.end().onComplete(whole -> ctx.vertx().cancelTimer(timer));
        }
        ctx.next();
    }

    private static boolean mayHaveBody(HttpServerRequest request) {
        return switch (request.method().name()) {
            case "GET", "HEAD" ->
                request.headers().contains("content-length")
                        || request.headers().contains("transfer-encoding");
            default -> true;
        };
    }
}
