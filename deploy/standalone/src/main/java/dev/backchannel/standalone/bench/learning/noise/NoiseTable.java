package dev.backchannel.standalone.bench.learning.noise;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backchannel.standalone.bench.BenchResult;
import dev.backchannel.standalone.bench.learning.Spread;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** All runs of a table, by arm. A gain is what satisfaction rose by on its seed. */
final class NoiseTable {
    private final double noise;
    private final List<RunFigures> bases;
    private final List<Row> rows = new ArrayList<>();

    /** One arm with or without flips; its runs are in the order of the bases' seeds. */
    private record Row(String arm, double noise, List<RunFigures> runs) {
        List<Double> gains(List<RunFigures> bases) {
            List<Double> gains = new ArrayList<>();
            for (int i = 0; i < runs.size(); i++) {
                gains.add(runs.get(i).satisfaction() - bases.get(i).satisfaction());
            }
            return gains;
        }

        Spread satisfaction() {
            return Spread.of(runs.stream().map(RunFigures::satisfaction).toList());
        }

        Spread usable() {
            return Spread.of(runs.stream().map(RunFigures::usable).toList());
        }
    }

    /** @param bases of every seed, in order */
    NoiseTable(double noise, List<RunFigures> bases) {
        this.noise = noise;
        this.bases = List.copyOf(bases);
    }

    /** @param runs of one arm, a run for each seed, in the bases' order */
    void add(String arm, double noise, List<RunFigures> runs) {
        if (runs.size() != bases.size()) {
            throw new IllegalArgumentException(
                    "the arm " + arm + " has " + runs.size() + " runs, but there are " + bases.size() + " seeds");
        }
        rows.add(new Row(arm, noise, List.copyOf(runs)));
    }

    /** The best gain without flips, if anything was gained: what an arm under noise is measured by. */
    private Optional<Row> yardstick() {
        return rows.stream()
                .filter(row -> row.noise == 0)
                .max(byGain())
                .filter(row -> Spread.of(row.gains(bases)).mean() > 0);
    }

    private Comparator<Row> byGain() {
        return Comparator.comparingDouble(row -> Spread.of(row.gains(bases)).mean());
    }

    private Optional<Spread> kept(Row row) {
        return yardstick().map(clean -> Spread.ratio(row.gains(bases), clean.gains(bases)));
    }

    private int seeds() {
        return bases.size();
    }

    /** Whether there is a clean gain to compare with. */
    boolean hasYardstick() {
        return yardstick().isPresent();
    }

    String text() {
        StringBuilder text = new StringBuilder();
        text.append(
                "%-18s %-8s %-16s %-16s %s%n".formatted("arm", "flipped", "satisfied", "usable", "of the clean gain"));
        line(text, new Row(RunFigures.BASE, 0, bases), "");
        for (Row row : rows) {
            line(text, row, kept(row).map(Spread::toString).orElse("unknown"));
        }
        return text.toString();
    }

    private static void line(StringBuilder text, Row row, String kept) {
        text.append("%-18s %-8s %-16s %-16s %s%n"
                .formatted(
                        row.arm,
                        String.format(Locale.ROOT, "%.0f %%", 100 * row.noise),
                        row.satisfaction(),
                        row.usable(),
                        kept));
    }

    BenchResult result() {
        BenchResult result = new BenchResult("learning");
        Optional<Row> best = rows.stream().filter(row -> row.noise == noise).max(byGain());
        best.flatMap(this::kept).ifPresent(kept -> {
            result.put("ratio", kept.mean());
            if (seeds() > 1) {
                result.put("ratioError", kept.error());
            }
        });
        best.ifPresent(row -> result.put("best", row.arm));
        yardstick().ifPresent(row -> result.put("clean", row.arm)
                .put("cleanGain", Spread.of(row.gains(bases)).mean()));
        result.put("noise", noise).put("seeds", seeds());
        Row base = new Row(RunFigures.BASE, 0, bases);
        result.put("before", base.satisfaction().mean());
        ObjectNode arms = result.object();
        ObjectNode clean = result.object();
        for (Row row : rows) {
            ObjectNode figures = (row.noise == noise ? arms : clean).putObject(row.arm);
            put(figures, "satisfaction", row.satisfaction());
            put(figures, "usable", row.usable());
            kept(row).ifPresent(kept -> put(figures, "kept", kept));
            figures.put("pairs", row.runs.stream().mapToLong(RunFigures::pairs).sum())
                    .put(
                            "flipped",
                            row.runs.stream().mapToInt(RunFigures::flipped).sum());
            row.runs.forEach(run -> figures.withArray("bySeed").add(rounded(run.satisfaction())));
        }
        return result.put("arms", arms).put("withoutNoise", clean);
    }

    private static void put(ObjectNode figures, String name, Spread spread) {
        figures.put(name, rounded(spread.mean()));
        if (!Double.isNaN(spread.error())) {
            figures.put(name + "Error", rounded(spread.error()));
        }
    }

    private static double rounded(double value) {
        return Math.round(value * 1e4) / 1e4;
    }
}
