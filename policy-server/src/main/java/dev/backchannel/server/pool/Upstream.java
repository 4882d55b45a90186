package dev.backchannel.server.pool;

import dev.backchannel.server.policies.ServedPolicy;
import dev.backchannel.server.swap.RefusedCheckpointException;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One server of the pool and what is known of it. Pool context only. */
final class Upstream {
    private static final Duration CHECK_PATIENCE = Duration.ofSeconds(5);

    private final VllmClient client;
    private final EffectCheck effect;
    private final PoolConfig config;
    private final Set<String> verified = new HashSet<>();
    private final Map<String, String> refused = new HashMap<>();
    private final Set<String> loading = new HashSet<>();
    private String base;
    private boolean up;
    private int running;
    private Future<Void> lastChange = Future.succeededFuture();

    Upstream(VllmClient client, EffectCheck effect, PoolConfig config) {
        this.client = client;
        this.effect = effect;
        this.config = config;
        this.base = config.model();
    }

    VllmClient client() {
        return client;
    }

    String name() {
        return client.address().toString();
    }

    boolean up() {
        return up;
    }

    /** It did not answer: it gets no requests until it is asked again. */
    void down() {
        up = false;
    }

    int running() {
        return running;
    }

    void begun() {
        running++;
    }

    void done() {
        running--;
    }

    /** Whether it may answer for this policy. */
    boolean offers(String policyId) {
        return up && (policyId.equals(ServedPolicy.BASE) || verified.contains(policyId));
    }

    /** Why it was refused here; null if it was not. */
    @Nullable
    String refusal(String checkpointId) {
        return refused.get(checkpointId);
    }

    /** It says that it does not know the checkpoint any more. */
    void lost(String checkpointId) {
        verified.remove(checkpointId);
    }

    /** Checkpoints that are served here. */
    int adapters() {
        return verified.size();
    }

    /** How a policy is named there. */
    String modelOf(String policyId) {
        return policyId.equals(ServedPolicy.BASE) ? base : PooledCheckpoint.name(policyId);
    }

    /** Asks what it serves; what it does not list any more is not offered here. */
    Future<List<String>> check() {
        return client.models(CHECK_PATIENCE)
                .map(models -> {
                    base = config.model().isEmpty() ? firstBase(models) : config.model();
                    List<String> listed = models.stream()
                            .map(VllmClient.Model::id)
                            .filter(PooledCheckpoint::isName)
                            .map(PooledCheckpoint::id)
                            .toList();
                    verified.retainAll(listed);
                    if (!up) {
                        refused.clear(); // it may have been restarted otherwise
                    }
                    up = true;
                    return listed;
                })
                .onFailure(error -> down());
    }

    private static String firstBase(List<VllmClient.Model> models) {
        return models.stream()
                .filter(model -> !model.adapter() && !PooledCheckpoint.isName(model.id()))
                .map(VllmClient.Model::id)
                .findFirst()
                .orElseThrow(() -> new UpstreamException(0, "it lists no base under /v1/models"));
    }

    /** Loads and verifies, one after the other; a second call for the same does nothing. */
    Future<Void> load(PooledCheckpoint checkpoint) {
        String id = checkpoint.id();
        if (verified.contains(id) || !loading.add(id)) {
            return lastChange;
        }
        return change(() -> client.load(checkpoint.name(), checkpoint.path(), config.loadTimeout())
                        .compose(loaded -> effect.check(client, base, checkpoint, config.loadTimeout()))
                        .onSuccess(good -> verified.add(id))
                        .recover(error -> refuse(checkpoint, error)))
                .onComplete(done -> loading.remove(id));
    }

    /** A bad one is unloaded again, so that nobody is served by it. */
    private Future<Void> refuse(PooledCheckpoint checkpoint, Throwable error) {
        if (error instanceof UpstreamException problem && problem.away()) {
            down();
            return Future.failedFuture(error);
        }
        String reason = error.getMessage() + routeHint(error);
        refused.put(checkpoint.id(), reason);
        Future<Void> refusal = Future.failedFuture(new RefusedCheckpointException(name() + ": " + reason));
        return client.unload(checkpoint.name(), CHECK_PATIENCE).transform(done -> refusal);
    }

    private static String routeHint(Throwable error) {
        return error instanceof UpstreamException problem && problem.status() == 404
                ? "; either it does not see that path (policy-server.pool.adapter-root), or it was started without"
                        + " --enable-lora and VLLM_ALLOW_RUNTIME_LORA_UPDATING=True"
                : "";
    }

    Future<Void> unload(String checkpointId) {
        verified.remove(checkpointId);
        return change(() -> client.unload(PooledCheckpoint.name(checkpointId), CHECK_PATIENCE));
    }

    /** Loads and unloads of one server keep their order. */
    private Future<Void> change(Supplier<Future<Void>> next) {
        Future<Void> change = lastChange.transform(before -> next.get());
        lastChange = change;
        return change;
    }
}
