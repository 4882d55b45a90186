package dev.backchannel.standalone.lineage;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backchannel.access.Principal;
import dev.backchannel.access.Visit;
import dev.backchannel.standalone.lineage.LineageQuestion.Kind;
import dev.backchannel.topics.Cause;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** {@code GET /v1/lineage/(checkpoint|event|answer)/ID[?tenant=NAME]}: reads the topics on a worker of its own, one question at a time. */
public final class LineageRoutes {
    private final LineageSource source;
    private final WorkerExecutor worker;

    public LineageRoutes(Vertx vertx, LineageSource source) {
        this.source = source;
        this.worker = vertx.createSharedWorkerExecutor("lineage", 1, 10, TimeUnit.MINUTES);
    }

    public void mount(Router router) {
        for (Kind kind : Kind.values()) {
            router.get("/v1/lineage/" + kind.word() + "/:id").handler(context -> answer(context, kind));
        }
    }

    private void answer(RoutingContext context, Kind kind) {
        Principal asker = Visit.of(context.get(Visit.KEY)).principal();
        String named = context.queryParams().get("tenant");
        if (named != null && !asker.sees(named)) {
            fail(context, 403, "foreign_tenant: tenant is '" + named + "', but the key is of '" + asker.tenant() + "'");
            return;
        }
        Optional<String> tenant = asker.anyTenant() ? Optional.ofNullable(named) : Optional.of(asker.tenant());
        LineageQuestion question = new LineageQuestion(
                kind, Objects.requireNonNull(context.pathParam("id"), "the route names no id"), tenant);
        worker.<JsonNode>executeBlocking(() -> source.answer(question))
                .onSuccess(answer -> context.response()
                        .putHeader("Content-Type", "application/json")
                        .end(answer.toString()))
                .onFailure(problem ->
                        fail(context, problem instanceof NotOnTheLogException ? 404 : 503, Cause.message(problem)));
    }

    private static void fail(RoutingContext context, int status, String message) {
        context.response().setStatusCode(status);
        context.json(new JsonObject().put("error", new JsonObject().put("message", message)));
    }
}
