package dev.backchannel.standalone.audit;

import dev.backchannel.streams.ledger.LedgerReport;
import dev.backchannel.topics.Cause;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** {@code GET /v1/audit[?settle=SECONDS]}: reads the topics on a worker of its own, one audit at a time. */
public final class AuditRoutes {
    private static final long MOST_SECONDS = 600;

    private final AuditSource source;
    private final AuditMeters meters;
    private final WorkerExecutor worker;

    public AuditRoutes(Vertx vertx, AuditSource source, AuditMeters meters) {
        this.source = source;
        this.meters = meters;
        this.worker = vertx.createSharedWorkerExecutor("audit", 1, MOST_SECONDS * 2, TimeUnit.SECONDS);
    }

    public void mount(Router router) {
        router.get("/v1/audit").handler(this::audit);
    }

    private void audit(RoutingContext context) {
        Duration patience = patience(context.request().getParam("settle", "0"));
        if (patience == null) {
            fail(context, 400, "settle must be a whole number of seconds from 0 to " + MOST_SECONDS);
            return;
        }
        worker.<LedgerReport>executeBlocking(() -> source.read(patience, report -> {}))
                .onSuccess(report -> {
                    meters.show(report);
                    context.response()
                            .putHeader("Content-Type", "application/json")
                            .end(AuditJson.of(report));
                })
                .onFailure(problem -> fail(context, 503, Cause.message(problem)));
    }

    private static @Nullable Duration patience(String text) {
        try {
            long seconds = Long.parseLong(text);
            return seconds < 0 || seconds > MOST_SECONDS ? null : Duration.ofSeconds(seconds);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static void fail(RoutingContext context, int status, String message) {
        context.response().setStatusCode(status);
        context.json(new JsonObject().put("error", new JsonObject().put("message", message)));
    }
}
