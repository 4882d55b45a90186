package dev.backchannel.standalone.bench.learning.prelude;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backchannel.standalone.bench.BenchResult;
import dev.backchannel.standalone.bench.learning.Spread;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Every arm's cost, and what share of the gap between no learning and the oracle it closes. */
final class PreludeTable {
    /** An oracle that costs more than this share of no learning shows only that the model does not obey. */
    static final double DEAREST_ORACLE = 0.4;

    private final List<PreludeArm> arms;
    private final Map<PreludeArm, Map<Long, PreludeFigures>> runs;

    PreludeTable(List<PreludeArm> arms, List<PreludeFigures> figures) {
        this.arms = arms;
        this.runs = arms.stream().collect(Collectors.toMap(arm -> arm, arm -> figures.stream()
                .filter(run -> run.arm().equals(arm.title()))
                .collect(Collectors.toMap(PreludeFigures::seed, run -> run, (a, b) -> a, TreeMap::new))));
    }

    /** Cumulative cost over the seeds. */
    Spread cost(PreludeArm arm) {
        return spread(arm, PreludeFigures::cost);
    }

    private Spread spread(PreludeArm arm, ToDoubleFunction<PreludeFigures> figure) {
        return Spread.of(of(arm).values().stream().map(figure::applyAsDouble).toList());
    }

    /** (C_none − C_arm) / (C_none − C_oracle) of each seed; empty without those two arms. */
    Optional<List<Double>> ratios(PreludeArm arm) {
        if (!arms.contains(PreludeArm.NONE) || !arms.contains(PreludeArm.ORACLE) || !arms.contains(arm)) {
            return Optional.empty();
        }
        return Optional.of(of(arm).values().stream()
                .map(run -> {
                    double none = cost(PreludeArm.NONE, run.seed());
                    return (none - run.cost()) / (none - cost(PreludeArm.ORACLE, run.seed()));
                })
                .toList());
    }

    private double cost(PreludeArm arm, long seed) {
        return Objects.requireNonNull(of(arm).get(seed), () -> arm.title() + " was not run with the seed " + seed)
                .cost();
    }

    private Map<Long, PreludeFigures> of(PreludeArm arm) {
        return Objects.requireNonNull(runs.get(arm), () -> arm.title() + " was not run");
    }

    /** Whether the oracle is cheap enough on every seed for a ratio to mean something. */
    Optional<Boolean> valid() {
        return ratios(PreludeArm.ORACLE).map(unused -> of(PreludeArm.NONE).keySet().stream()
                .allMatch(seed -> cost(PreludeArm.ORACLE, seed) <= DEAREST_ORACLE * cost(PreludeArm.NONE, seed)));
    }

    String text() {
        StringBuilder text = new StringBuilder("%-14s %-16s %-16s %-14s %-10s %s%n"
                .formatted("arm", "cost", "of the gap", "last quarter", "edited", "told wrong"));
        for (PreludeArm arm : arms) {
            text.append("%-14s %-16s %-16s %-14s %-10s %s%n"
                    .formatted(
                            arm.title(),
                            cost(of(arm).size(), cost(arm)),
                            ratios(arm).map(Spread::of).map(Spread::toString).orElse("unknown"),
                            decimal(spread(arm, run -> run.quarters().get(3)).mean()),
                            decimal(spread(arm, PreludeFigures::edits).mean()),
                            decimal(spread(arm, PreludeFigures::toldWrong).mean())));
        }
        return text.toString();
    }

    private static String cost(int seeds, Spread cost) {
        return seeds == 1 ? decimal(cost.mean()) : String.format(Locale.ROOT, "%.0f ± %.0f", cost.mean(), cost.error());
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    BenchResult result() {
        BenchResult result = new BenchResult("learning");
        ratios(PreludeArm.CIPHER_DPO).ifPresent(ratios -> {
            result.put("ratio", Spread.of(ratios).mean());
            if (ratios.size() > 1) {
                result.put("ratioError", Spread.of(ratios).error());
            }
            ObjectNode bySeed = result.object();
            of(PreludeArm.CIPHER_DPO)
                    .keySet()
                    .forEach(seed -> bySeed.put(seed.toString(), rounded(ratios.get(bySeed.size()))));
            result.put("ratioBySeed", bySeed);
        });
        valid().ifPresent(valid -> result.put("valid", valid)
                .put(
                        "oracleShare",
                        cost(PreludeArm.ORACLE).mean() / cost(PreludeArm.NONE).mean()));
        ObjectNode costs = result.object();
        for (PreludeArm arm : arms) {
            ObjectNode figures = costs.putObject(arm.title());
            figures.put("cost", rounded(cost(arm).mean()));
            if (of(arm).size() > 1) {
                figures.put("deviation", rounded(cost(arm).error() * Math.sqrt(of(arm).size())));
                figures.put("error", rounded(cost(arm).error()));
            }
            ratios(arm)
                    .ifPresent(ratios ->
                            figures.put("ratio", rounded(Spread.of(ratios).mean())));
            of(arm).values().forEach(run -> figures.withArray("bySeed").add(run.cost()));
        }
        return result.put("seeds", of(arms.get(0)).size())
                .put("rounds", of(arms.get(0)).values().iterator().next().rounds())
                .put("arms", costs);
    }

    private static double rounded(double value) {
        return Math.round(value * 1e4) / 1e4;
    }
}
