package dev.backchannel.server.pool;

import dev.backchannel.server.emission.OperatorReports;
import dev.backchannel.server.swap.RefusedCheckpointException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The servers behind this one. Each is asked regularly what it serves; checkpoints that are held here and missing there, after
 * a restart of it say, are loaded and verified again. All state belongs to one context.
 */
final class UpstreamPool implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(UpstreamPool.class);
    private static final int CONNECT_MILLIS = 2_000;
    private static final int CONTROL_CONNECTIONS = 4;

    private final Vertx vertx;
    private final Context context;
    private final PoolConfig config;
    private final OperatorReports reports;
    private final HttpClient http;
    private final List<Upstream> upstreams;
    private final Map<String, Held> held = new LinkedHashMap<>();
    private long timer = -1;
    private volatile int upCount;
    private volatile boolean closed;

    /** @param holders how often it was taken and not dropped */
    private record Held(PooledCheckpoint checkpoint, int holders) {}

    UpstreamPool(Vertx vertx, PoolConfig config, OperatorReports reports) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.config = config;
        this.reports = reports;
        this.http = vertx.createHttpClient(
                new HttpClientOptions().setConnectTimeout(CONNECT_MILLIS).setKeepAlive(true),
                new PoolOptions().setHttp1MaxSize(config.maxRequests() + CONTROL_CONNECTIONS));
        EffectCheck effect = new EffectCheck(config.tolerance());
        this.upstreams = config.addresses().stream()
                .map(address -> new Upstream(new VllmClient(http, address, config.key()), effect, config))
                .toList();
    }

    /** Where all of this, and whatever is made of it, runs. */
    Context context() {
        return context;
    }

    Vertx vertx() {
        return vertx;
    }

    List<Upstream> upstreams() {
        return upstreams;
    }

    void start() {
        context.runOnContext(v -> {
            checkAll();
            timer = vertx.setPeriodic(config.checkEvery().toMillis(), tick -> checkAll());
        });
    }

    /** Those that answer. Any thread. */
    int upCount() {
        return upCount;
    }

    private void checkAll() {
        upstreams.forEach(this::check);
    }

    private void check(Upstream upstream) {
        boolean before = upstream.up();
        upstream.check()
                .onSuccess(listed -> {
                    if (!before) {
                        log.info("upstream {} is up", upstream.name());
                    }
                    evict(upstream, listed);
                    held.values().forEach(one -> restore(upstream, one.checkpoint()));
                })
                .onFailure(error -> {
                    if (before) {
                        log.warn("upstream {} is down: {}", upstream.name(), error.getMessage());
                    }
                })
                .onComplete(done -> count());
    }

    private void restore(Upstream upstream, PooledCheckpoint checkpoint) {
        if (upstream.offers(checkpoint.id()) || upstream.refusal(checkpoint.id()) != null) {
            return;
        }
        upstream.load(checkpoint)
                .onSuccess(v -> log.info("checkpoint {} is served by {}", checkpoint.id(), upstream.name()))
                .onFailure(error -> tellIfRefused(upstream, checkpoint.id()));
    }

    /** Others' and an earlier run's checkpoints go, the eldest first, before there are more than there may be. */
    private void evict(Upstream upstream, List<String> listed) {
        int excess = listed.size() - config.maxAdapters();
        listed.stream()
                .filter(id -> !held.containsKey(id))
                .limit(Math.max(0, excess))
                .forEach(id -> upstream.unload(id)
                        .onSuccess(v -> log.info("checkpoint {} was unloaded from {}", id, upstream.name())));
    }

    private void tellIfRefused(Upstream upstream, String id) {
        String reason = upstream.refusal(id);
        if (reason != null) {
            reports.alert(
                    "upstream_refused",
                    id,
                    "checkpoint " + id + " is not served by " + upstream.name() + ": " + reason,
                    Map.of("upstream", upstream.name(), "reason", reason));
        }
    }

    /** It did not answer. Pool context. */
    void down(Upstream upstream, String why) {
        if (upstream.up()) {
            log.warn("upstream {} is down: {}", upstream.name(), why);
            upstream.down();
            count();
        }
    }

    /** It has forgotten a checkpoint, which is loaded again. Pool context. */
    void lost(Upstream upstream, String checkpointId) {
        upstream.lost(checkpointId);
        lookAt(upstream);
    }

    /** It is asked at once how it is, in place of at the next round. Pool context. */
    void lookAt(Upstream upstream) {
        check(upstream);
    }

    private void count() {
        upCount = (int) upstreams.stream().filter(Upstream::up).count();
    }

    /** The least busy one that may answer for the policy. Pool context. */
    Optional<Upstream> choose(String policyId, Set<Upstream> without) {
        return upstreams.stream()
                .filter(upstream -> upstream.offers(policyId) && !without.contains(upstream))
                .min(Comparator.comparingInt(Upstream::running));
    }

    /**
     * Loads a checkpoint wherever the pool answers and holds it there until it is dropped. Any thread.
     *
     * @return once one has verified it and the others have, too, or failed to; fails with {@link RefusedCheckpointException}
     *     if all that could say refuse it, with {@link UpstreamException} if none can say
     */
    Future<Void> take(PooledCheckpoint checkpoint) {
        return onContext(() -> {
            hold(checkpoint);
            List<Future<Void>> loads = new ArrayList<>();
            for (Upstream upstream : upstreams) {
                if (upstream.up()) {
                    loads.add(upstream.load(checkpoint));
                }
            }
            return Future.join(loads).transform(done -> {
                if (upstreams.stream().anyMatch(upstream -> upstream.offers(checkpoint.id()))) {
                    upstreams.forEach(upstream -> tellIfRefused(upstream, checkpoint.id()));
                    return Future.succeededFuture();
                }
                release(checkpoint.id());
                return Future.failedFuture(failure(checkpoint.id(), loads));
            });
        });
    }

    private Throwable failure(String id, List<Future<Void>> loads) {
        return upstreams.stream()
                .filter(upstream -> upstream.refusal(id) != null)
                .<Throwable>map(
                        upstream -> new RefusedCheckpointException(upstream.name() + ": " + upstream.refusal(id)))
                .findFirst()
                .orElseGet(() -> loads.stream()
                        .filter(Future::failed)
                        .map(Future::cause)
                        .findFirst()
                        .orElseGet(() -> new UpstreamException(0, "no upstream answers")));
    }

    /** Nobody uses it any more. Any thread. */
    void drop(String checkpointId) {
        context.runOnContext(v -> release(checkpointId));
    }

    private void hold(PooledCheckpoint checkpoint) {
        held.merge(
                checkpoint.id(), new Held(checkpoint, 1), (before, one) -> new Held(checkpoint, before.holders() + 1));
    }

    private void release(String id) {
        Held left = held.computeIfPresent(
                id,
                (key, before) -> before.holders() == 1 ? null : new Held(before.checkpoint(), before.holders() - 1));
        if (left == null && !closed) {
            upstreams.stream().filter(Upstream::up).forEach(upstream -> upstream.unload(id)
                    .onFailure(error ->
                            log.info("checkpoint {} stays loaded at {}: {}", id, upstream.name(), error.getMessage())));
        }
    }

    private <T> Future<T> onContext(Supplier<Future<T>> work) {
        Promise<T> promise = Promise.promise();
        context.runOnContext(v -> work.get().onComplete(promise));
        return promise.future();
    }

    /** What is loaded stays: other servers may share the pool, and the next start uses it. */
    @Override
    public void close() {
        closed = true;
        context.runOnContext(v -> vertx.cancelTimer(timer));
        http.close();
    }
}
