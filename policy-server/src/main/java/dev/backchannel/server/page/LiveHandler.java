package dev.backchannel.server.page;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

/** {@code GET /v1/live}: a viewer joins; who comes back says by {@code Last-Event-ID}, or {@code ?after=}, what it has seen. */
final class LiveHandler implements Handler<RoutingContext> {
    private static final String CROWDED = "{\"error\":{\"message\":\"Too many look at this server's page"
            + " (policy-server.page.viewers); try again later.\",\"type\":\"service_unavailable\","
            + "\"code\":\"too_many_viewers\",\"param\":null}}";

    private final Watching watching;
    private final PageConfig config;

    LiveHandler(Watching watching, PageConfig config) {
        this.watching = watching;
        this.config = config;
    }

    @Override
    public void handle(RoutingContext ctx) {
        if (!watching.enter()) {
            ctx.response()
                    .setStatusCode(503)
                    .putHeader("retry-after", "5")
                    .putHeader("content-type", "application/json")
                    .end(CROWDED);
            return;
        }
        String seen = ctx.request().getHeader("last-event-id");
        new Viewer(ctx, watching, seen != null ? seen : ctx.request().getParam("after"), config).begin();
    }
}
