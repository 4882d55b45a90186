package dev.backchannel.streams.worker;

import dev.backchannel.avro.MiningResult;
import dev.backchannel.avro.MiningTask;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Counts and times tasks. */
final class WorkerMetrics {
    private final MeterRegistry registry;
    private final Clock clock;

    WorkerMetrics(MeterRegistry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
    }

    Instant begun() {
        return clock.instant();
    }

    void done(MiningTask task, MiningResult result, Instant begun) {
        Timer.builder("backchannel.mining.task")
                .tag("kind", task.getKind().name().toLowerCase(Locale.ROOT))
                .tag("outcome", result.getError() == null ? "done" : "error")
                .register(registry)
                .record(Duration.between(begun, clock.instant()));
    }
}
