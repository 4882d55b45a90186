package dev.backchannel.server.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backchannel.avro.Arm;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.server.policies.ArmTable;
import dev.backchannel.server.policies.PolicyRegistry;
import dev.backchannel.server.policies.PolicyRouter;
import dev.backchannel.server.policies.ServedPolicy;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;

/** {@code GET /v1/models} and {@code GET /v1/models/ID}: what can be asked for now. */
final class ModelsHandler implements Handler<RoutingContext> {
    private final PolicyModel model;
    private final PolicyRegistry registry;
    private final long since;
    private final BaseRecord record;

    /** @param since seconds since the epoch at which this server began */
    ModelsHandler(PolicyModel model, BaseRecord record, PolicyRegistry registry, long since) {
        this.model = model;
        this.registry = registry;
        this.since = since;
        this.record = record;
    }

    @Override
    public void handle(RoutingContext ctx) {
        String id = ctx.pathParam("id");
        List<ObjectNode> models = models();
        if (id == null) {
            ObjectNode body = Json.object().put("object", "list");
            ArrayNode data = body.putArray("data");
            models.forEach(data::add);
            send(ctx, body);
            return;
        }
        models.stream()
                .filter(entry -> entry.get("id").textValue().equals(id))
                .findFirst()
                .ifPresentOrElse(entry -> send(ctx, entry), () -> ctx.fail(ApiException.modelNotFound(id)));
    }

    private List<ObjectNode> models() {
        List<ObjectNode> models = new ArrayList<>();
        ArmTable arms = registry.arms();
        ObjectNode policy = entry(PolicyRouter.POLICY).put("checkpoint", arms.candidate());
        ObjectNode byArm = policy.putObject("arms");
        for (Arm arm : arms.experiment().getArms()) {
            byArm.putObject(arm.getName())
                    .put("share", arm.getShare())
                    .put("checkpoint", arms.checkpoint(arm.getName()));
        }
        models.add(policy);
        ObjectNode base = entry(ServedPolicy.BASE).put("base_digest", model.baseDigest());
        record.flrAuc().ifPresent(auc -> base.put("flr_auc", auc));
        models.add(base);
        registry.checkpoints().forEach(id -> models.add(entry(PolicyRouter.POLICY + '@' + id)));
        return models;
    }

    private ObjectNode entry(String id) {
        return Json.object()
                .put("id", id)
                .put("object", "model")
                .put("created", since)
                .put("owned_by", "backchannel")
                .put("context_length", model.config().contextLength());
    }

    private static void send(RoutingContext ctx, ObjectNode body) {
        ctx.response().putHeader("content-type", "application/json").end(Buffer.buffer(Json.bytes(body)));
    }
}
