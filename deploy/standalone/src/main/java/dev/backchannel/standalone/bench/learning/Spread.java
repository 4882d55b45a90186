package dev.backchannel.standalone.bench.learning;

import java.util.List;
import java.util.Locale;

/**
 * Mean over seeds, and its standard error.
 *
 * @param error NaN of a single seed
 */
public record Spread(double mean, double error) {
    public static Spread of(List<Double> values) {
        double mean = values.stream().mapToDouble(v -> v).average().orElse(Double.NaN);
        return new Spread(mean, error(values, mean));
    }

    /**
     * Σ numerators / Σ denominators of the same seeds, with the error by the delta method: that of the mean of
     * n − ratio·d, over the mean denominator.
     */
    public static Spread ratio(List<Double> numerators, List<Double> denominators) {
        double denominator = Spread.of(denominators).mean;
        double ratio = Spread.of(numerators).mean / denominator;
        double[] residuals = new double[numerators.size()];
        for (int i = 0; i < residuals.length; i++) {
            residuals[i] = numerators.get(i) - ratio * denominators.get(i);
        }
        return new Spread(
                ratio, error(java.util.Arrays.stream(residuals).boxed().toList(), 0) / Math.abs(denominator));
    }

    private static double error(List<Double> values, double mean) {
        int n = values.size();
        double squares =
                values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
        return n < 2 ? Double.NaN : Math.sqrt(squares / (n - 1) / n);
    }

    @Override
    public String toString() {
        return Double.isNaN(error)
                ? String.format(Locale.ROOT, "%.3f", mean)
                : String.format(Locale.ROOT, "%.3f ± %.3f", mean, error);
    }
}
