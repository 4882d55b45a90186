package dev.backchannel.standalone.bench.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.standalone.demo.measure.Percentiles;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LoopFiguresTest {
    @Test
    void theSlowestKindIsTheOneWithTheHighestTail() {
        LoopFigures figures =
                new LoopFigures(Map.of("edit", List.of(100L, 200L, 4000L), "thumb", List.of(3000L, 3000L)), 0, 3, 0);

        assertThat(figures.slowestKind()).isEqualTo("edit");
        assertThat(figures.slowest()).isEqualTo(new Percentiles(200, 4000, 4000));
        assertThat(figures.all()).isEqualTo(new Percentiles(3000, 4000, 4000));
        assertThat(figures.signals()).isEqualTo(5);
    }

    @Test
    void withoutSignalsThereIsNoSlowestKind() {
        LoopFigures none = new LoopFigures(Map.of(), 0, 0, 0);

        assertThat(none.slowestKind()).isEmpty();
        assertThat(none.slowest()).isEqualTo(new Percentiles(0, 0, 0));
    }
}
