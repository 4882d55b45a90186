package dev.backchannel.server.pool;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** How the servers of the pool are. */
final class PoolMetrics {
    private final MeterRegistry registry;

    PoolMetrics(MeterRegistry registry, UpstreamPool pool) {
        this.registry = registry;
        Gauge.builder("backchannel_upstreams_up", pool::upCount)
                .description("Servers of the pool that answer")
                .register(registry);
        for (Upstream upstream : pool.upstreams()) {
            Gauge.builder("backchannel_upstream_requests_running", upstream::running)
                    .description("Requests that run on a server of the pool")
                    .tag("upstream", upstream.name())
                    .register(registry);
            Gauge.builder("backchannel_upstream_checkpoints", upstream::adapters)
                    .description("Checkpoints that a server of the pool has verified and offers")
                    .tag("upstream", upstream.name())
                    .register(registry);
        }
    }

    void failed(String upstream) {
        registry.counter("backchannel_upstream_failures", "upstream", upstream).increment();
    }
}
