package dev.backchannel.streams.metrics;

import dev.backchannel.avro.ExperimentMetrics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The experiment's figures, as they were last written to {@code experiment-metrics}, where its one task runs; NaN elsewhere.
 * {@code thumbs_up_rate.mean} is the gauge {@code backchannel.experiment.mean} with the metric {@code thumbs_up_rate}.
 */
public final class ExperimentMeters {
    private static final String PREFIX = "backchannel.experiment.";
    /** The metric of what concerns all of them. */
    private static final String ALL = "all";

    private final MeterRegistry registry;
    private final Map<List<String>, Double> values = new ConcurrentHashMap<>();

    ExperimentMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    public void show(ExperimentMetrics metrics) {
        metrics.getValues().forEach((name, value) -> {
            int dot = name.lastIndexOf('.');
            String metric = dot < 0 ? ALL : name.substring(0, dot);
            List<String> key = List.of(name.substring(dot + 1), metrics.getArm(), metric);
            if (values.put(key, value) == null) {
                register(key);
            }
        });
    }

    /** Somebody else's task from now on. */
    public void forget() {
        values.replaceAll((key, value) -> Double.NaN);
    }

    private void register(List<String> key) {
        Gauge.builder(PREFIX + key.get(0), () -> values.get(key))
                .tag("arm", key.get(1))
                .tag("metric", key.get(2))
                .description("Of an arm in the epoch that runs, or of the candidate against the control")
                .register(registry);
    }
}
