package dev.backchannel.standalone.system;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.function.Supplier;

/** /healthz, /readyz (200 once every role can do its work) and /metrics. */
final class HealthRoutes {
    private final Supplier<List<Role>> roles;
    private final PrometheusMeterRegistry meters;

    /** @param roles empty while they start */
    HealthRoutes(Supplier<List<Role>> roles, PrometheusMeterRegistry meters) {
        this.roles = roles;
        this.meters = meters;
    }

    void mount(Router router) {
        router.get("/healthz").handler(context -> context.json(new JsonObject().put("status", "up")));
        router.get("/readyz").handler(this::ready);
        router.get("/metrics").handler(context -> context.response()
                .putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
                .end(meters.scrape()));
    }

    private void ready(RoutingContext context) {
        List<Role> started = roles.get();
        JsonObject states = new JsonObject();
        boolean ready = !started.isEmpty();
        for (Role role : started) {
            boolean roleReady = role.ready();
            states.put(role.name(), roleReady);
            ready &= roleReady;
        }
        context.response().setStatusCode(ready ? 200 : 503);
        context.json(new JsonObject().put("ready", ready).put("roles", states));
    }
}
