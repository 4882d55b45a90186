package dev.backchannel.streams.metrics;

import dev.backchannel.avro.Disposition;
import dev.backchannel.avro.Interaction;
import dev.backchannel.avro.MiningTask;
import dev.backchannel.avro.Preference;
import dev.backchannel.avro.ProfileUpdate;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counters of the topology. They count work done in this process, repeats after a restart included; the exact account is
 * the ledger's business.
 */
public final class StreamsMetrics {
    private final MeterRegistry registry;
    private final ExperimentMeters experiment;
    private final Map<List<Object>, Counter> counters = new ConcurrentHashMap<>();

    public StreamsMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.experiment = new ExperimentMeters(registry);
    }

    public ExperimentMeters experiment() {
        return experiment;
    }

    public void accepted(Interaction event) {
        count("backchannel.streams.events", "type", type(event.getPayload()));
    }

    public void duplicate(Interaction event) {
        count("backchannel.streams.duplicates", "type", type(event.getPayload()));
    }

    public void deadLetter(String reason) {
        int colon = reason.indexOf(':');
        count("backchannel.streams.dead.letters", "reason", colon < 0 ? "invalid" : reason.substring(0, colon));
    }

    public void preference(Preference preference) {
        count(
                "backchannel.streams.preferences",
                "body",
                type(preference.getBody()),
                "signal",
                lower(preference.getSignal()));
    }

    public void disposition(Disposition disposition) {
        count(
                "backchannel.streams.dispositions",
                "outcome",
                lower(disposition.getOutcome()),
                "signal",
                lower(disposition.getSignal()));
    }

    public void task(MiningTask task) {
        count("backchannel.streams.mining.tasks", "kind", lower(task.getKind()));
    }

    /** @param outcome taken, nothing (no wish in it), failed or late */
    public void description(String outcome) {
        count("backchannel.streams.descriptions", "outcome", outcome);
    }

    /** @param changed false: it was known, or taken back before it came */
    public void profileUpdate(ProfileUpdate update, boolean changed) {
        count(
                "backchannel.streams.profile.updates",
                "body",
                type(update.getBody()),
                "changed",
                Boolean.toString(changed));
    }

    /** Looking a counter up in the registry costs more than counting. */
    private void count(String name, String... tags) {
        counters.computeIfAbsent(List.of(name, List.of(tags)), key -> registry.counter(name, tags))
                .increment();
    }

    private static String type(Object payload) {
        return payload.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
