package dev.backchannel.standalone.audit;

import dev.backchannel.streams.ledger.LedgerReport;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** The last balance that was read, as meters. Thread-safe. */
public final class AuditMeters {
    private static final String PREFIX = "backchannel.audit.";

    private final MultiGauge signals;
    private final MultiGauge inFlight;
    private final MultiGauge dispositions;
    private final MultiGauge deadLetters;
    private final AtomicReference<LedgerReport> last = new AtomicReference<>();

    public AuditMeters(MeterRegistry registry) {
        signals = gauge(registry, "signals", "signals that interactions still holds, by what became of them");
        inFlight = gauge(registry, "in.flight", "signals in flight, by age");
        dispositions = gauge(registry, "dispositions", "signals that were disposed of, by outcome and reason");
        deadLetters = gauge(registry, "dead.letters", "dead letters that nobody redrove, by reason");
        registry.gauge(
                PREFIX + "balanced",
                last,
                l -> l.get() == null ? Double.NaN : l.get().balanced() ? 1 : 0);
        registry.gauge(
                PREFIX + "in.flight.oldest.seconds",
                last,
                l -> l.get() == null ? Double.NaN : l.get().inFlightAges().oldestMillis() / 1e3);
    }

    public synchronized void show(LedgerReport report) {
        last.set(report);
        signals.register(rows("state", states(report)), true);
        inFlight.register(rows("age", report.inFlightAges().byAge()), true);
        dispositions.register(rows("reason", report.dispositionsByReason()), true);
        deadLetters.register(rows("reason", report.deadLettersByReason()), true);
    }

    private static Map<String, Long> states(LedgerReport report) {
        Map<String, Long> states = new LinkedHashMap<>();
        states.put("taught", report.taught());
        states.put("held_back", report.heldBack());
        states.put("disposed", report.disposed());
        states.put("dead_lettered", report.deadLettered());
        states.put("in_flight", report.inFlight());
        states.put("unaccounted", report.unaccounted());
        states.put("ended_twice", report.endedTwice());
        states.put("duplicates", report.duplicates());
        states.put("redriven", report.redriven());
        return states;
    }

    private static List<Row<?>> rows(String tag, Map<String, Long> counts) {
        return counts.entrySet().stream()
                .<Row<?>>map(e -> Row.of(Tags.of(tag, e.getKey()), e.getValue()))
                .toList();
    }

    private static MultiGauge gauge(MeterRegistry registry, String name, String description) {
        return MultiGauge.builder(PREFIX + name).description(description).register(registry);
    }
}
