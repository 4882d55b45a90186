package dev.backchannel.standalone.bench.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.backchannel.streams.ledger.InFlightAges;
import dev.backchannel.streams.ledger.LedgerReport;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SoakFiguresTest {
    private final Map<Gauge, Series.Trend> trends = new EnumMap<>(Gauge.class);

    SoakFiguresTest() {
        for (Gauge gauge : Gauge.values()) {
            trends.put(gauge, new Series.Trend(1_000, gauge.allowed(1_000) - 1, 0));
        }
        trends.put(Gauge.RETAINED, new Series.Trend(1_000, 1e6, 0));
    }

    @Test
    void whatHeldIsNoShortfall() {
        assertThat(figures(1_900, 0, 100, 100, ledger(0, 0)).shortfalls()).isEmpty();
    }

    @Test
    void eachThingThatDidNotHoldIsOne() {
        assertThat(figures(2_100, 0, 100, 100, ledger(0, 0)).shortfalls())
                .singleElement(STRING)
                .contains("p99", "2100 ms");
        assertThat(figures(9, 3, 100, 100, ledger(0, 0)).shortfalls()).containsExactly("3 requests failed");
        assertThat(figures(9, 0, 100, 98, ledger(0, 0)).shortfalls())
                .singleElement(STRING)
                .startsWith("2 acknowledged");
        assertThat(figures(9, 0, 100, 100, ledger(1, 0)).shortfalls())
                .singleElement(STRING)
                .contains("1 unaccounted");
        assertThat(figures(9, 0, 100, 100, ledger(0, 4)).shortfalls())
                .singleElement(STRING)
                .contains("4 in flight");
        for (Gauge gauge : Gauge.values()) {
            if (!gauge.grows()) {
                Series.Trend held = trends.put(gauge, new Series.Trend(1_000, gauge.allowed(1_000) + 1, 0));
                assertThat(figures(9, 0, 100, 100, ledger(0, 0)).shortfalls())
                        .singleElement(STRING)
                        .startsWith(gauge.title() + " grew by");
                trends.put(gauge, held);
            }
        }
    }

    @Test
    void theTableHasARowForEachPartAndEachGauge() {
        String table = new SoakTable(figures(9, 0, 100, 100, ledger(0, 0))).markdown();
        assertThat(table.lines().filter(line -> line.startsWith("| 10.0 |"))).hasSize(1);
        for (Gauge gauge : Gauge.values()) {
            assertThat(table.lines().filter(line -> line.startsWith("| " + gauge.title() + " |")))
                    .hasSize(1);
        }
        long columns = table.lines()
                .filter(line -> line.startsWith("| until"))
                .findFirst()
                .orElseThrow()
                .chars()
                .filter(c -> c == '|')
                .count();
        assertThat(table.lines()
                        .filter(line -> line.startsWith("| 10.0 |"))
                        .findFirst()
                        .orElseThrow()
                        .chars()
                        .filter(c -> c == '|'))
                .hasSize((int) columns);
    }

    private SoakFigures figures(double p99, long failed, long acknowledged, long onTopic, LedgerReport ledger) {
        AnswerTimes.Figures answers = new AnswerTimes.Figures(60, 5, p99, p99, 0.5);
        Map<Gauge, Double> gauges = new EnumMap<>(Gauge.class);
        trends.forEach((gauge, trend) -> gauges.put(gauge, trend.median()));
        List<SoakFigures.Row> rows = List.of(new SoakFigures.Row(10, answers, failed, gauges, 7, ledger(0, 12)));
        return new SoakFigures(5, 3, 2_000, rows, trends, answers, failed, acknowledged, onTopic, ledger);
    }

    private static LedgerReport ledger(long unaccounted, long inFlight) {
        return new LedgerReport(
                unaccounted == 0,
                60,
                60 - unaccounted - inFlight,
                0,
                0,
                0,
                inFlight,
                unaccounted,
                0,
                0,
                0,
                0,
                0,
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                new InFlightAges(0, new TreeMap<>()),
                List.of(),
                List.of());
    }
}
