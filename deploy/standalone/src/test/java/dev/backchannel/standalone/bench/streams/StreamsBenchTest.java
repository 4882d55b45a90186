package dev.backchannel.standalone.bench.streams;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backchannel.standalone.bench.BenchRun;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamsBenchTest {
    @Test
    @Tag("load")
    void theRealTopologyIsMeasuredAgainstOneThatOnlyPassesOn() throws IOException {
        JsonNode figures = new BenchRun()
                .figures(
                        "bench",
                        "streams",
                        "--seconds",
                        "0.1",
                        "--rounds",
                        "1",
                        "--warm-up",
                        "0",
                        "--least-events",
                        "2000",
                        "--json");

        assertThat(figures.path("name").asText()).isEqualTo("streams");
        assertThat(figures.path("ratio").asDouble()).isPositive();
        assertThat(figures.path("eventsPerSecond").asDouble()).isPositive();
        assertThat(figures.path("signalsPerTurn").asDouble()).as("%s", figures).isBetween(0.3, 0.45);
        assertThat(figures.path("events").asLong()).isGreaterThanOrEqualTo(2_000);
        assertThat(figures.path("taughtSignals").asLong()).isPositive();
        assertThat(figures.path("bytesPerEvent").asLong()).isBetween(1_000L, 10_000L);
        assertThat(figures.path("writtenMiB").asDouble()).isPositive();
        assertThat(figures.path("restoreSeconds").asDouble()).isGreaterThan(1); // the window of an edit
    }

    @ParameterizedTest
    @CsvSource({"--seconds, 0", "--rounds, 0", "--threads, 5"})
    void aWrongParameterIsToldInOneLine(String option, String value) {
        BenchRun run = new BenchRun();
        assertThat(run.exit("bench", "streams", option, value)).isEqualTo(2);
        assertThat(run.err())
                .contains(option, "must be more than 0 and at most")
                .doesNotContain("Exception");
    }
}
