package dev.backchannel.standalone.bench.soak;

import dev.backchannel.streams.ledger.LedgerReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * All that a soak has found.
 *
 * @param capacity conversations a second that the system keeps up with; NaN: not measured
 * @param rate conversations a second
 * @param p99Ms what the 99th percentile of each row may be
 * @param trends of the second half, by gauge
 * @param all answers
 * @param failed requests
 * @param acknowledged answers and reactions
 * @param onTopic records on interactions
 * @param ledger once nothing is in flight any more, or it was given up
 */
record SoakFigures(
        double capacity,
        double rate,
        double p99Ms,
        List<Row> rows,
        Map<Gauge, Series.Trend> trends,
        AnswerTimes.Figures all,
        long failed,
        long acknowledged,
        long onTopic,
        LedgerReport ledger) {

    /**
     * A part of the time.
     *
     * @param untilMinute when it ended
     * @param gauges median of each
     * @param checkpoints committed so far, the first, empty one included
     * @param ledger at its end
     */
    record Row(
            double untilMinute,
            AnswerTimes.Figures answers,
            long failed,
            Map<Gauge, Double> gauges,
            long checkpoints,
            LedgerReport ledger) {}

    /** In words; empty if all held. */
    List<String> shortfalls() {
        List<String> missing = new ArrayList<>();
        trends.forEach((gauge, trend) -> {
            if (!flat(gauge, trend)) {
                missing.add(String.format(
                        Locale.ROOT,
                        "%s grew by %.1f in the second half, from a median of %.1f; at most %.1f is flat",
                        gauge.title(),
                        trend.growth(),
                        trend.median(),
                        gauge.allowed(trend.median())));
            }
        });
        for (Row row : rows) {
            if (row.answers().p99Ms() > p99Ms) {
                missing.add(String.format(
                        Locale.ROOT,
                        "p99 of answers was %.0f ms in the part until minute %.1f; --p99 is %.0f",
                        row.answers().p99Ms(),
                        row.untilMinute(),
                        p99Ms));
            }
            if (row.ledger().unaccounted() + row.ledger().endedTwice() > 0) {
                missing.add("the ledger did not balance at minute " + row.untilMinute());
            }
        }
        if (failed > 0) {
            missing.add(failed + " requests failed");
        }
        if (lost() > 0) {
            missing.add(lost() + " acknowledged answers and reactions are not on the topic");
        }
        if (!ledger.balanced() || ledger.inFlight() > 0) {
            missing.add("the ledger does not balance in the end: " + ledger.unaccounted() + " unaccounted, "
                    + ledger.endedTwice() + " ended twice, " + ledger.inFlight() + " in flight");
        }
        return missing;
    }

    static boolean flat(Gauge gauge, Series.Trend trend) {
        return gauge.grows() || !(trend.growth() > gauge.allowed(trend.median()));
    }

    /** Answers of failed requests are on the topic, too, so this says nothing of a few. */
    long lost() {
        return Math.max(0, acknowledged - onTopic);
    }
}
