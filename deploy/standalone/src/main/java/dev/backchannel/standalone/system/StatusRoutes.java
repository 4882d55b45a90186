package dev.backchannel.standalone.system;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Supplier;

/** {@code /v1/status}: what is served, and the figures of the loop so far. */
final class StatusRoutes {
    private final Supplier<LiveFigures> figures;
    private final Supplier<String> servedCheckpoint;
    private final String bootstrapServers;

    StatusRoutes(Supplier<LiveFigures> figures, Supplier<String> servedCheckpoint, String bootstrapServers) {
        this.figures = figures;
        this.servedCheckpoint = servedCheckpoint;
        this.bootstrapServers = bootstrapServers;
    }

    void mount(Router router) {
        router.get("/v1/status").handler(this::status);
    }

    private void status(RoutingContext context) {
        LiveFigures now = figures.get();
        context.json(new JsonObject()
                .put("served", servedCheckpoint.get())
                .put("bootstrapServers", bootstrapServers)
                .put("events", now.events())
                .put("pairs", now.pairs())
                .put("labels", now.labels())
                .put("steps", now.steps())
                .put("checkpoints", now.checkpoints())
                .put("newestCheckpoint", now.checkpointId().orElse(null))
                .put("newestStep", now.checkpointStep())
                .put("shadow", now.shadow())
                .put("alerts", now.alerts())
                .put("lastAlert", now.lastAlert().orElse(null)));
    }
}
