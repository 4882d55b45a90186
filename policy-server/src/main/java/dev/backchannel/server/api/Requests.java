package dev.backchannel.server.api;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;

/** What the handlers read of a request. */
final class Requests {
    /** Marks mining and probes: never emitted, and served after users. */
    static final String INTERNAL = "x-backchannel-internal";

    private Requests() {}

    static byte[] body(RoutingContext ctx) {
        Buffer body = ctx.body().buffer();
        return body == null ? new byte[0] : body.getBytes();
    }

    static boolean internal(RoutingContext ctx) {
        return ctx.request().headers().contains(INTERNAL);
    }
}
