package dev.backchannel.server.api;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;

/**
 * Gathers a request's body as it is, whatever content type the client claims (many say form-urlencoded and send JSON). A body
 * beyond the limit is refused at once; the rest of it is let go unread, so that the client sees the answer.
 */
final class BodyReader implements Handler<RoutingContext> {
    private static final String BODY = BodyReader.class.getName();
    /** A client that goes on sending after the refusal is cut off after this many times the limit. */
    private static final int PATIENCE = 16;

    private final int maxBytes;

    BodyReader(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** What was gathered. */
    static byte[] body(RoutingContext ctx) {
        Buffer body =
                Objects.requireNonNull(ctx.<Buffer>get(BODY), "the body was not read: the route lacks its BodyReader");
        return body.getBytes();
    }

    @Override
    public void handle(RoutingContext ctx) {
        HttpServerRequest request = ctx.request();
        Gathering gathering = new Gathering(ctx);
        request.exceptionHandler(gathering::broken).handler(gathering::chunk).endHandler(end -> gathering.complete());
        if ("100-continue".equalsIgnoreCase(request.getHeader("expect"))) {
            ctx.response().writeContinue();
        }
    }

    private final class Gathering {
        private final RoutingContext ctx;
        private final Buffer body = Buffer.buffer();
        private long received;
        private boolean over;

        Gathering(RoutingContext ctx) {
            this.ctx = ctx;
        }

        void chunk(Buffer chunk) {
            received += chunk.length();
            if (received <= maxBytes) {
                body.appendBuffer(chunk);
            } else if (!over) {
                over = true;
                ctx.fail(ApiException.tooLarge(maxBytes));
            } else if (received > (long) PATIENCE * maxBytes) {
                ctx.request().connection().close();
            }
        }

        void complete() {
            if (!over) {
                over = true;
                ctx.put(BODY, body);
                ctx.next();
            }
        }

        /** The client broke off in the middle: nobody is there to be answered. */
        void broken(Throwable error) {
            over = true;
        }
    }
}
