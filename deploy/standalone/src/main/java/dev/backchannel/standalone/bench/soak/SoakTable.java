package dev.backchannel.standalone.bench.soak;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backchannel.standalone.audit.AuditJson;
import dev.backchannel.standalone.bench.BenchResult;
import dev.backchannel.streams.ledger.LedgerReport;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A soak in Markdown and in JSON: a row for each part of the time, then a row for each gauge. */
record SoakTable(SoakFigures figures) {
    String markdown() {
        StringBuilder text = new StringBuilder();
        String capacity = Double.isNaN(figures.capacity())
                ? ""
                : String.format(
                        Locale.ROOT,
                        ", %.0f %% of the %.2f that it keeps up with",
                        100 * figures.rate() / figures.capacity(),
                        figures.capacity());
        text.append(String.format(
                Locale.ROOT,
                "%.2f conversations a second%s: %d answers, p50 %.0f ms, p99 %.0f ms, slowest %.0f ms, %d requests failed.%n%n",
                figures.rate(),
                capacity,
                figures.all().answers(),
                figures.all().p50Ms(),
                figures.all().p99Ms(),
                figures.all().maxMs(),
                figures.failed()));
        text.append(times()).append('\n').append(gauges()).append('\n').append(account());
        return text.toString();
    }

    private String times() {
        List<Gauge> gauges = List.of(Gauge.values());
        String head = Stream.concat(
                        Stream.of("until minute", "answers", "p50 ms", "p99 ms", "satisfied", "failed", "checkpoints"),
                        gauges.stream().map(Gauge::title))
                .collect(Collectors.joining(" | ", "| ", " |\n"));
        String line = "|" + "---:|".repeat(7 + gauges.size()) + "\n";
        return head
                + line
                + figures.rows().stream().map(row -> row(row, gauges)).collect(Collectors.joining());
    }

    private static String row(SoakFigures.Row row, List<Gauge> gauges) {
        return String.format(
                        Locale.ROOT,
                        "| %.1f | %d | %.0f | %.0f | %.0f %% | %d | %d | ",
                        row.untilMinute(),
                        row.answers().answers(),
                        row.answers().p50Ms(),
                        row.answers().p99Ms(),
                        100 * row.answers().satisfied(),
                        row.failed(),
                        row.checkpoints())
                + gauges.stream()
                        .map(gauge -> number(row.gauges().getOrDefault(gauge, Double.NaN)))
                        .collect(Collectors.joining(" | ", "", " |\n"));
    }

    private String gauges() {
        StringBuilder text =
                new StringBuilder("| second half | median | growth | flat up to | |\n|---|---:|---:|---:|---|\n");
        figures.trends()
                .forEach((gauge, trend) -> text.append(String.format(
                        Locale.ROOT,
                        "| %s | %.1f | %+.1f | %s | %s |%n",
                        gauge.title(),
                        trend.median(),
                        trend.growth(),
                        gauge.grows() ? "" : String.format(Locale.ROOT, "%.1f", gauge.allowed(trend.median())),
                        gauge.grows()
                                ? "grows until its retention"
                                : SoakFigures.flat(gauge, trend) ? "flat" : "**grows**")));
        return text.toString();
    }

    private String account() {
        LedgerReport ledger = figures.ledger();
        return String.format(
                Locale.ROOT,
                "%d answers and reactions acknowledged, %d records on `interactions`; %d signals = %d taught + %d held back + %d"
                        + " disposed of + %d dead-lettered + %d in flight; %d unaccounted, %d ended twice.%n",
                figures.acknowledged(),
                figures.onTopic(),
                ledger.accepted(),
                ledger.taught(),
                ledger.heldBack(),
                ledger.disposed(),
                ledger.deadLettered(),
                ledger.inFlight(),
                ledger.unaccounted(),
                ledger.endedTwice());
    }

    BenchResult result(double minutes) {
        BenchResult result = new BenchResult("soak")
                .put("held", figures.shortfalls().isEmpty())
                .put("minutes", minutes)
                .put("conversationsPerSecond", figures.rate());
        if (!Double.isNaN(figures.capacity())) {
            result.put("capacityPerSecond", figures.capacity()).put("ratio", figures.rate() / figures.capacity());
        }
        result.put("answers", figures.all().answers())
                .put("p50Ms", figures.all().p50Ms())
                .put("p99Ms", figures.all().p99Ms())
                .put("maxMs", figures.all().maxMs())
                .put("failedRequests", figures.failed())
                .put("acknowledged", figures.acknowledged())
                .put("onTopic", figures.onTopic())
                .put("lost", figures.lost());
        ObjectNode gauges = result.object();
        figures.trends().forEach((gauge, trend) -> gauges.putObject(gauge.key())
                .put("median", rounded(trend.median()))
                .put("growth", rounded(trend.growth()))
                .put("perHour", rounded(trend.perHour()))
                .put("flat", SoakFigures.flat(gauge, trend)));
        return result.putQuietly("gauges", gauges).putQuietly("audit", AuditJson.sums(figures.ledger()));
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%.0f", value);
    }

    private static double rounded(double value) {
        return Double.isNaN(value) ? 0 : Math.round(value * 1e2) / 1e2;
    }
}
