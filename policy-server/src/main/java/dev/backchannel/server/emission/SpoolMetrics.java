package dev.backchannel.server.emission;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;

/** How many turns wait for the broker, and what was lost. */
final class SpoolMetrics {
    final AtomicLong waiting = new AtomicLong();
    final AtomicLong bytes = new AtomicLong();
    final Counter delivered;
    final Counter overflowed;
    final Counter damaged;
    final Counter undeliverable;

    SpoolMetrics(MeterRegistry registry) {
        Gauge.builder("backchannel_spool_turns", waiting::get)
                .description("Served turns on disk that the broker has not acknowledged")
                .register(registry);
        Gauge.builder("backchannel_spool_bytes", bytes::get)
                .description("Size of the spool on disk")
                .register(registry);
        delivered = counter(registry, "backchannel_spool_delivered", "Turns that the broker acknowledged");
        overflowed = counter(registry, "backchannel_spool_overflow", "Turns dropped: spool full or disk failing");
        damaged = counter(registry, "backchannel_spool_damaged", "Segments with bytes that could not be read");
        undeliverable = counter(registry, "backchannel_spool_undeliverable", "Turns that the broker refused for good");
    }

    private static Counter counter(MeterRegistry registry, String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }
}
