package dev.backchannel.standalone.bench.measure;

import java.util.List;

/** Quantiles of what was measured. */
public final class Quantile {
    private Quantile() {}

    /** The smallest figure that so many of the sorted ones do not exceed; NaN of none. */
    public static double at(List<Double> sorted, double share) {
        return sorted.isEmpty() ? Double.NaN : sorted.get((int) Math.ceil(share * sorted.size()) - 1);
    }
}
