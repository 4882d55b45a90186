package dev.backchannel.standalone.demo.measure;

import java.util.List;

/** Percentiles of a few thousand figures, exactly: the smallest figure that so many per cent do not exceed. */
public record Percentiles(long p50, long p95, long max) {
    public static Percentiles of(List<Long> figures) {
        List<Long> sorted = figures.stream().sorted().toList();
        return new Percentiles(at(sorted, 0.50), at(sorted, 0.95), at(sorted, 1.0));
    }

    private static long at(List<Long> sorted, double share) {
        return sorted.isEmpty() ? 0 : sorted.get((int) Math.ceil(share * sorted.size()) - 1);
    }
}
