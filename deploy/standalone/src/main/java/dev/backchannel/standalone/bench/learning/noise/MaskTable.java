package dev.backchannel.standalone.bench.learning.noise;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backchannel.learner.loss.EditMask;
import dev.backchannel.standalone.bench.BenchResult;
import dev.backchannel.standalone.bench.learning.Spread;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** All runs with masks and without, by who edits and which loss learns; differences are those of the same seeds. */
final class MaskTable {
    private final Map<Row, List<RunFigures>> runs = new LinkedHashMap<>();
    private final List<Double> before = new ArrayList<>();

    private record Row(MaskStudy.Editing editing, Arm arm, EditMask mask) {
        Row whole() {
            return new Row(editing, arm, EditMask.OFF);
        }

        String name() {
            return arm.name() + "/" + mask.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    void before(RunFigures base) {
        before.add(base.satisfaction());
    }

    void add(MaskStudy.Editing editing, Arm arm, EditMask mask, RunFigures run) {
        runs.computeIfAbsent(new Row(editing, arm, mask), unused -> new ArrayList<>())
                .add(run);
    }

    private Spread satisfied(Row row) {
        return Spread.of(of(row).stream().map(RunFigures::satisfaction).toList());
    }

    private Spread usable(Row row) {
        return Spread.of(of(row).stream().map(RunFigures::usable).toList());
    }

    private List<RunFigures> of(Row row) {
        return Objects.requireNonNull(runs.get(row), () -> row + " was not run");
    }

    /** Satisfaction with the mask less satisfaction without. */
    private Spread difference(Row row) {
        List<RunFigures> masked = of(row);
        List<RunFigures> whole = of(row.whole());
        List<Double> differences = new ArrayList<>();
        for (int i = 0; i < masked.size(); i++) {
            differences.add(masked.get(i).satisfaction() - whole.get(i).satisfaction());
        }
        return Spread.of(differences);
    }

    String text() {
        StringBuilder text = new StringBuilder();
        text.append("before: %s%n%-9s %-22s %-16s %-16s %-16s %s%n"
                .formatted(
                        Spread.of(before),
                        "user",
                        "loss/mask",
                        "satisfied",
                        "usable",
                        "against off",
                        "corrections of pairs"));
        runs.forEach((row, figures) -> text.append("%-9s %-22s %-16s %-16s %-16s %d of %d%n"
                .formatted(
                        row.editing().name().toLowerCase(Locale.ROOT),
                        row.name(),
                        satisfied(row),
                        usable(row),
                        row.mask() == EditMask.OFF ? "" : difference(row),
                        figures.stream().mapToLong(RunFigures::corrections).sum(),
                        figures.stream().mapToLong(RunFigures::pairs).sum())));
        return text.toString();
    }

    BenchResult result() {
        BenchResult result = new BenchResult("learning");
        result.put("seeds", before.size()).put("before", Spread.of(before).mean());
        ObjectNode users = result.object();
        runs.forEach((row, figures) -> {
            ObjectNode arm = users.withObjectProperty(row.editing().name().toLowerCase(Locale.ROOT))
                    .putObject(row.name());
            put(arm, "satisfaction", satisfied(row));
            put(arm, "usable", usable(row));
            if (row.mask() != EditMask.OFF) {
                put(arm, "againstOff", difference(row));
            }
            arm.put(
                            "corrections",
                            figures.stream().mapToLong(RunFigures::corrections).sum())
                    .put("pairs", figures.stream().mapToLong(RunFigures::pairs).sum());
            figures.forEach(run -> arm.withArray("bySeed").add(rounded(run.satisfaction())));
        });
        return result.putQuietly("masks", users);
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
