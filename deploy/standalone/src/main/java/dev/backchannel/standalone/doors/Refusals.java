package dev.backchannel.standalone.doors;

import dev.backchannel.access.AccessDenied;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers requests that may not pass in the shape of the errors behind the gate, and counts them by their reason. */
final class Refusals {
    private static final Logger log = LoggerFactory.getLogger(Refusals.class);
    /** So much of a refused body is let go unread, so that its sender reads the answer; then the connection is cut. */
    private static final long MOST_UNREAD = 16 << 20;

    private final MeterRegistry meters;

    Refusals(MeterRegistry meters) {
        this.meters = meters;
    }

    void send(RoutingContext ctx, AccessDenied denied) {
        HttpServerRequest request = ctx.request();
        Counter.builder("backchannel.door.refusals")
                .description("Requests that the gate refused")
                .tag("reason", denied.code())
                .register(meters)
                .increment();
        log.debug("{} {} refused: {}", request.method(), request.path(), denied.code());
        boolean slow = denied.status() == 408;
        if (!slow) { // else whoever reads the body hears from the connection's end that it will not come
            letGo(request);
        }
        HttpServerResponse response = ctx.response();
        if (response.ended() || response.closed()) {
            return;
        }
        response.setStatusCode(denied.status()).putHeader("content-type", "application/json");
        if (denied.status() == 401) {
            response.putHeader("www-authenticate", challenge(request.path()));
        }
        if (denied.retryAfterSeconds() > 0) {
            response.putHeader("retry-after", Long.toString(denied.retryAfterSeconds()));
        }
        if (slow && request.version() != HttpVersion.HTTP_2) {
            response.putHeader("connection", "close");
        }
        response.end(body(request.path(), denied).toBuffer()).onComplete(sent -> {
            if (slow) {
                cut(request);
            }
        });
    }

    /** A browser asks its user for the key where it shows the page. */
    private static String challenge(@Nullable String path) {
        boolean page = path != null && (path.equals("/") || path.startsWith("/page/"));
        return page ? "Basic realm=\"Backchannel: any name, and a key as password\"" : "Bearer realm=\"backchannel\"";
    }

    private static JsonObject body(@Nullable String path, AccessDenied denied) {
        if ("/v1/events".equals(path)) {
            return new JsonObject()
                    .put("error", denied.getMessage())
                    .put("code", denied.code())
                    .put("accepted", new JsonArray())
                    .put("rejected", new JsonArray());
        }
        return new JsonObject()
                .put(
                        "error",
                        new JsonObject()
                                .put("message", denied.getMessage())
                                .put("type", type(denied.status()))
                                .put("code", denied.code())
                                .putNull("param"));
    }

    private static String type(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 429 -> "rate_limit_error";
            default -> "invalid_request_error";
        };
    }

    private static void letGo(HttpServerRequest request) {
        if (request.isEnded()) {
            return;
        }
        long[] unread = new long[1];
        request.exceptionHandler(gone -> {}).handler(chunk -> {
            unread[0] += chunk.length();
            if (unread[0] > MOST_UNREAD) {
                request.connection().close();
            }
        });
        request.resume();
    }

    /** Of a connection that carries more requests, only this one. */
    private static void cut(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            request.response().reset();
        } else {
            request.connection().close();
        }
    }
}
