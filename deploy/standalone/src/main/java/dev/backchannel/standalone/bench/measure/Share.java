package dev.backchannel.standalone.bench.measure;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A share of cases with its 95 % interval after Wilson (1927). Cases of one conversation depend on each other, so the
 * interval is that of fewer cases: their number divided by the design effect (Kish 1965), which is the variance of the share
 * between conversations over what independent cases would have; never below 1. Where all cases agree it cannot be
 * estimated, and each conversation counts as one case.
 *
 * @param cases 0: everything else is NaN
 */
public record Share(int cases, int counted, double value, double low, double high) {
    private static final double Z = 1.959964;

    private record Count(int cases, int counted) {
        Count plus(boolean counts) {
            return new Count(cases + 1, counted + (counts ? 1 : 0));
        }
    }

    public static Share of(List<Trial> trials) {
        Map<String, Count> conversations = new LinkedHashMap<>();
        trials.forEach(trial -> conversations.merge(
                trial.conversation(),
                new Count(0, 0).plus(trial.counts()),
                (known, one) -> known.plus(trial.counts())));
        int cases = trials.size();
        int counted = (int) trials.stream().filter(Trial::counts).count();
        if (cases == 0) {
            return new Share(0, 0, Double.NaN, Double.NaN, Double.NaN);
        }
        double value = counted / (double) cases;
        return wilson(cases, counted, value, effective(cases, value, conversations.values()));
    }

    /** As people read it: {@code 0.79 [0.71, 0.86]}. */
    public String text() {
        return cases == 0 ? "-" : String.format(Locale.ROOT, "%.2f [%.2f, %.2f]", value, low, high);
    }

    public void into(ObjectNode figures, String name) {
        ObjectNode object = figures.putObject(name).put("cases", cases).put("counted", counted);
        if (cases > 0) {
            object.put("value", rounded(value)).put("low", rounded(low)).put("high", rounded(high));
        }
    }

    private static Share wilson(int cases, int counted, double p, double n) {
        double z2 = Z * Z;
        double centre = (p + z2 / (2 * n)) / (1 + z2 / n);
        double half = Z / (1 + z2 / n) * Math.sqrt(p * (1 - p) / n + z2 / (4 * n * n));
        return new Share(cases, counted, p, Math.max(0, centre - half), Math.min(1, centre + half));
    }

    private static double effective(int cases, double p, Collection<Count> conversations) {
        int clusters = conversations.size();
        if (p == 0 || p == 1 || clusters < 2) {
            return clusters;
        }
        double squares = 0;
        for (Count count : conversations) {
            double residual = count.counted() - p * count.cases();
            squares += residual * residual;
        }
        double between = squares * clusters / (clusters - 1) / ((double) cases * cases);
        double independent = p * (1 - p) / cases;
        return cases / Math.max(1, between / independent);
    }

    private static double rounded(double value) {
        return Math.round(value * 1e4) / 1e4;
    }
}
