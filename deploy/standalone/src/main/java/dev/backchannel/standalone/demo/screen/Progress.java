package dev.backchannel.standalone.demo.screen;

import dev.backchannel.standalone.demo.measure.Percentiles;
import dev.backchannel.standalone.demo.measure.SignalTracker;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * How the demo stands.
 *
 * @param perSecond requests the users are let make
 * @param checkpoint now served
 * @param live satisfaction over the newest answers
 */
public record Progress(
        Duration elapsed,
        Duration length,
        double perSecond,
        SignalTracker.Counts counts,
        String checkpoint,
        double before,
        double live,
        double ceiling,
        Percentiles latency,
        long failed) {
    private static final int BAR = 30;

    /** For a terminal, at most 77 columns wide. */
    List<String> block() {
        return List.of(
                line("%s of %s   %.0f requests/s, %d failed", clock(elapsed), clock(length), perSecond, failed),
                line("events       %,8d", counts.events()),
                line("preferences  %,8d pairs, %,d labels", counts.pairs(), counts.labels()),
                line("learner      %,8d steps, %,d checkpoints", counts.steps(), counts.committed()),
                line("now served   %8s", shortened(checkpoint)),
                line("satisfaction %8.2f  %s  (before %.2f)", live, bar(), before),
                line("feedback to served: p50 %.1f s, p95 %.1f s", latency.p50() / 1e3, latency.p95() / 1e3));
    }

    /** For a pipe. */
    String oneLine() {
        return line(
                "%s %d events, %d+%d mined, %d steps, %s, liked %.2f, p95 %.1fs",
                clock(elapsed),
                counts.events(),
                counts.pairs(),
                counts.labels(),
                counts.steps(),
                shortened(checkpoint),
                live,
                latency.p95() / 1e3);
    }

    /** A line from nobody to everybody: what is reached, and a mark at what one policy can reach. */
    private String bar() {
        int reached = (int) Math.round(live * BAR);
        int best = Math.min(BAR - 1, (int) Math.round(ceiling * BAR));
        StringBuilder bar = new StringBuilder();
        for (int i = 0; i < BAR; i++) {
            bar.append(i == best ? '|' : i < reached ? '#' : '.');
        }
        return bar.toString();
    }

    private static String shortened(String checkpoint) {
        return checkpoint.length() > 8 ? checkpoint.substring(0, 8) : checkpoint;
    }

    private static String clock(Duration time) {
        return "%d:%02d".formatted(time.toMinutes(), time.toSecondsPart());
    }

    private static String line(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
