package dev.backchannel.server.profiles;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** What became of the requests of users with a profile. */
public final class ShapingMetrics {
    final Counter shaped;
    final Counter unmoved;
    final Counter late;
    final Counter failed;
    final Counter refused;

    private final MeterRegistry registry;

    public ShapingMetrics(MeterRegistry registry, Profiles profiles) {
        this.registry = registry;
        this.shaped = counter("shaped");
        this.unmoved = counter("nothing_applies");
        this.late = counter("embedding_late");
        this.failed = counter("failed");
        this.refused = counter("prompt_refused");
        Gauge.builder("backchannel_profiles", profiles::size)
                .description("Users with a profile in memory")
                .register(registry);
    }

    private Counter counter(String outcome) {
        return Counter.builder("backchannel_prompt_shapings")
                .description("Chat requests of users with a profile, by what it did to the prompt")
                .tag("outcome", outcome)
                .register(registry);
    }
}
