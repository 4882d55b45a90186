package dev.backchannel.policy.reference;

import java.util.ArrayList;
import java.util.List;

/**
 * What is left between a computation and its reference, with its sign. Rounding has no preference: half of it is above, half
 * below, and its mean is as near to 0 as its spread allows. A bias far below any tolerance shows in both.
 */
public final class Residuals {
    private final List<Double> values = new ArrayList<>();

    public void add(double actual, double expected) {
        values.add(actual - expected);
    }

    /** The same, each moved by so much. */
    public Residuals shifted(double by) {
        Residuals shifted = new Residuals();
        values.forEach(value -> shifted.add(value, -by));
        return shifted;
    }

    public int count() {
        return values.size();
    }

    public double mean() {
        return values.stream().mapToDouble(v -> v).average().orElseThrow();
    }

    /** Standard deviation. */
    public double spread() {
        double mean = mean();
        double squares =
                values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
        return Math.sqrt(squares / (count() - 1));
    }

    /** The mean in standard errors: beyond ±4 by chance once in 16,000 times. */
    public double meanScore() {
        return mean() / (spread() / Math.sqrt(count()));
    }

    /** The sign test's z, zeros left out: (above − below) / √(above + below). */
    public double signScore() {
        long above = values.stream().filter(v -> v > 0).count();
        long below = values.stream().filter(v -> v < 0).count();
        return (above - below) / Math.sqrt(above + below);
    }

    @Override
    public String toString() {
        return "%d residuals of mean %.2e, spread %.2e, mean score %.2f, sign score %.2f"
                .formatted(count(), mean(), spread(), meanScore(), signScore());
    }
}
