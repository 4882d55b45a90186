package dev.backchannel.standalone.bench.threats;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backchannel.standalone.bench.BenchResult;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Every run as a row, in Markdown. */
record SiegeTable(List<SiegeFigures> runs) {
    private static final int MOST_REASONS = 4;

    String markdown() {
        StringBuilder text = new StringBuilder("| attack | defences | taught, of it the attackers' | what stopped the"
                + " rest | steps refused | answers as attackers want | honest users satisfied |\n"
                + "|---|---|---|---|---|---|---|\n");
        runs.forEach(run -> text.append(row(run)));
        return text.toString();
    }

    private static String row(SiegeFigures run) {
        boolean attacked = run.attack().accounts() > 0;
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s | %s | %d | %s | %.0f %% |%n",
                run.attack().what(),
                run.defended() ? "on" : "off",
                attacked ? String.format(Locale.ROOT, "%d, %.0f %%", run.taught(), 100 * run.share()) : run.taught(),
                reasons(run.stopped()),
                run.refused(),
                attacked
                        ? String.format(
                                Locale.ROOT,
                                "%.0f → %.0f %% %s",
                                100 * run.wantedBefore(),
                                100 * run.wanted(),
                                run.attack().goal().words().replace("answers ", ""))
                        : "",
                100 * run.satisfied());
    }

    private static String reasons(Map<String, Integer> stopped) {
        return stopped.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .limit(MOST_REASONS)
                .map(reason -> reason.getKey() + " " + reason.getValue())
                .collect(Collectors.joining(", "));
    }

    BenchResult result() {
        BenchResult result = new BenchResult("threats");
        for (SiegeFigures run : runs) {
            ObjectNode figures = result.object()
                    .put("taught", run.taught())
                    .put("attackersShare", rounded(run.share()))
                    .put("refused", run.refused())
                    .put("wantedBefore", rounded(run.wantedBefore()))
                    .put("wanted", rounded(run.wanted()))
                    .put("satisfied", rounded(run.satisfied()));
            run.stopped().forEach(figures.putObject("stopped")::put);
            result.putQuietly(run.attack().name() + (run.defended() ? ".on" : ".off"), figures);
        }
        return result;
    }

    private static double rounded(double value) {
        return Math.round(value * 1e4) / 1e4;
    }
}
