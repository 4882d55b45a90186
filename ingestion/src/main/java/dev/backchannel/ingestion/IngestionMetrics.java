package dev.backchannel.ingestion;

import dev.backchannel.ingestion.Batch.Rejected;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** What the door did, for Prometheus. */
final class IngestionMetrics {
    private static final String EVENTS = "backchannel.ingestion.events";

    private final MeterRegistry registry;
    private final Counter accepted;
    private final Counter unacknowledged;

    IngestionMetrics(MeterRegistry registry, Budget bytes, Budget events) {
        this.registry = registry;
        accepted = events("accepted", "none");
        unacknowledged = events("unacknowledged", "broker");
        Gauge.builder("backchannel.ingestion.in.flight.bytes", bytes, Budget::used)
                .description("Bytes of bodies that wait for their answer")
                .register(registry);
        Gauge.builder("backchannel.ingestion.in.flight.events", events, Budget::used)
                .description("Events sent and not yet acknowledged")
                .register(registry);
    }

    void answered(Answer answer, Duration took) {
        accepted.increment(answer.accepted().size());
        unacknowledged.increment(answer.unacknowledged().size());
        for (Rejected event : answer.rejected()) {
            events("rejected", event.reason().tag()).increment();
        }
        Timer.builder("backchannel.ingestion.request")
                .description("From the first byte of a request to its answer")
                .tag("status", Integer.toString(answer.status()))
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofSeconds(30))
                .register(registry)
                .record(took);
    }

    private Counter events(String outcome, String reason) {
        return Counter.builder(EVENTS)
                .description("Events at the door")
                .tag("outcome", outcome)
                .tag("reason", reason)
                .register(registry);
    }
}
