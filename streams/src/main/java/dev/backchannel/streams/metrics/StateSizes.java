package dev.backchannel.streams.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.Metric;
import org.apache.kafka.streams.KafkaStreams;

/** How large the stores on disk are in this process, all of their partitions together, as RocksDB says. */
public final class StateSizes {
    private static final String GROUP = "stream-state-metrics";
    private static final String STORE = "rocksdb-state-id";

    private final KafkaStreams streams;

    private StateSizes(KafkaStreams streams) {
        this.streams = streams;
    }

    public static void register(KafkaStreams streams, Collection<String> stores, MeterRegistry registry) {
        StateSizes sizes = new StateSizes(streams);
        for (String store : stores) {
            Gauge.builder("backchannel.streams.state.bytes", sizes, s -> s.bytes(store))
                    .tag("store", store)
                    .description("Bytes of a store, on disk and in write buffers; 0 for state on the heap")
                    .register(registry);
            Gauge.builder("backchannel.streams.state.entries", sizes, s -> s.sum(store, Set.of("estimate-num-keys")))
                    .tag("store", store)
                    .description("Entries of a store, estimated; 0 for state on the heap")
                    .register(registry);
        }
        Gauge.builder("backchannel.streams.state.memory.bytes", sizes, StateSizes::memory)
                .description("Memory that the stores on disk take for what they read and write, all together")
                .register(registry);
    }

    private double bytes(String store) {
        return sum(store, Set.of("total-sst-files-size", "size-all-mem-tables"));
    }

    /** Of the one cache that all stores share, write buffers included; each store reports all of it. */
    private double memory() {
        return values(List.of(), Set.of("block-cache-usage")).stream()
                .mapToDouble(v -> v)
                .max()
                .orElse(0);
    }

    private double sum(String store, Set<String> names) {
        return values(List.of(store), names).stream().mapToDouble(v -> v).sum();
    }

    private List<Double> values(List<String> stores, Set<String> names) {
        return streams.metrics().values().stream()
                .filter(m -> m.metricName().group().equals(GROUP)
                        && names.contains(m.metricName().name()))
                .filter(m -> stores.isEmpty()
                        || stores.contains(m.metricName().tags().get(STORE)))
                .map(Metric::metricValue)
                .map(value -> value instanceof Number number ? number.doubleValue() : 0.0)
                .toList();
    }
}
