package dev.backchannel.standalone.bench.loop;

import dev.backchannel.standalone.demo.measure.Percentiles;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * What became of the signals that taught.
 *
 * @param byKind milliseconds from acceptance to service of each signal; what was not served counts as elapsed
 * @param unserved signals that waited in vain until the end
 * @param checkpoints served
 * @param failed requests
 */
record LoopFigures(Map<String, List<Long>> byKind, long unserved, long checkpoints, long failed) {
    /** The kind with the highest 95th percentile; empty when nothing taught. */
    String slowestKind() {
        return byKind.entrySet().stream()
                .max(Comparator.comparingLong(
                        kind -> Percentiles.of(kind.getValue()).p95()))
                .map(Map.Entry::getKey)
                .orElse("");
    }

    Percentiles slowest() {
        return Percentiles.of(byKind.getOrDefault(slowestKind(), List.of()));
    }

    Percentiles all() {
        return Percentiles.of(
                byKind.values().stream().flatMap(Collection::stream).toList());
    }

    long signals() {
        return byKind.values().stream().mapToLong(List::size).sum();
    }
}
