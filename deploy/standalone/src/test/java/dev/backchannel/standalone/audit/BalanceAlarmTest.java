package dev.backchannel.standalone.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.streams.ledger.InFlightAges;
import dev.backchannel.streams.ledger.LedgerReport;
import dev.backchannel.streams.ledger.LedgerReport.Imbalance;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BalanceAlarmTest {
    private final BalanceAlarm alarm = new BalanceAlarm();

    @Test
    void whatIsInFlightAlarmsNobody() {
        for (int i = 0; i < 3; i++) {
            assertThat(alarm.look(report())).isEmpty();
            assertThat(alarm.suspects()).isFalse();
        }
    }

    @Test
    void onlyWhatTwoReadingsInARowFoundIsTold() {
        assertThat(alarm.look(report("a"))).isEmpty();
        assertThat(alarm.suspects()).isTrue();
        assertThat(alarm.look(report("b"))).as("another one").isEmpty();
        assertThat(alarm.look(report())).isEmpty();
        assertThat(alarm.suspects()).isFalse();
        assertThat(alarm.look(report("b"))).as("not in a row").isEmpty();
        assertThat(alarm.look(report("b", "c")).orElseThrow())
                .extracting(Imbalance::id)
                .containsExactly("b");
        assertThat(alarm.suspects()).isFalse();
    }

    @Test
    void itIsToldOnceUntilTwiceAsMuchIsWrong() {
        assertThat(alarm.look(report("a", "b"))).isEmpty();
        assertThat(alarm.look(report("a", "b"))).isPresent();
        assertThat(alarm.look(report("a", "b"))).isEmpty();
        assertThat(alarm.look(report("a", "b", "c"))).isEmpty();
        assertThat(alarm.look(report("a", "b", "c", "d"))).isPresent();
        assertThat(alarm.look(report("a", "b", "c", "d"))).isEmpty();
    }

    @Test
    void itIsToldAgainAfterAllWasWell() {
        alarm.look(report("a"));
        assertThat(alarm.look(report("a"))).isPresent();
        assertThat(alarm.look(report())).isEmpty();
        assertThat(alarm.look(report("a"))).isEmpty();
        assertThat(alarm.look(report("a"))).isPresent();
    }

    /** Five signals in flight, and these lost. */
    private static LedgerReport report(String... lost) {
        List<Imbalance> imbalances = Arrays.stream(lost)
                .map(id -> new Imbalance(id, "thumb", "unaccounted", "nowhere"))
                .toList();
        return new LedgerReport(
                lost.length == 0,
                5L + lost.length,
                0,
                0,
                0,
                0,
                5,
                lost.length,
                0,
                0,
                0,
                0,
                0,
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                new InFlightAges(0, Map.of()),
                imbalances,
                List.of());
    }
}
