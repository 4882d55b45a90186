package dev.backchannel.standalone.system;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** The page at {@code /} and the figures it polls at {@code /v1/status}. */
final class StatusRoutes {
    private static final String PAGE = "/page/index.html";

    private final Supplier<LiveFigures> figures;
    private final Supplier<String> servedCheckpoint;
    private final String bootstrapServers;

    StatusRoutes(Supplier<LiveFigures> figures, Supplier<String> servedCheckpoint, String bootstrapServers) {
        this.figures = figures;
        this.servedCheckpoint = servedCheckpoint;
        this.bootstrapServers = bootstrapServers;
    }

    void mount(Router router) {
        String page = page();
        router.get("/").handler(context -> context.response()
                .putHeader("Content-Type", "text/html; charset=utf-8")
                .putHeader("Content-Security-Policy", "default-src 'self' 'unsafe-inline'; frame-ancestors 'none'")
                .end(page));
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

    private static String page() {
        try (InputStream in = StatusRoutes.class.getResourceAsStream(PAGE)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
