package dev.backchannel.standalone.bench.streams;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backchannel.standalone.bench.BenchRun;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamsBenchTest {
    @Test
    @Tag("load")
    void theRealTopologyIsMeasuredAgainstOneThatOnlyPassesOn() throws IOException {
        JsonNode figures = figures();

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

    @Test
    @Tag("load")
    void withoutStateItWritesNoChangelogs() throws IOException {
        JsonNode figures = figures("--without-state");

        assertThat(figures.path("ratio").asDouble()).isPositive();
        assertThat(figures.path("taughtSignals").asLong()).isPositive();
        assertThat(figures.path("writtenMiB").asDouble())
                .as("what is written, without changelogs, and what is read: %s", figures)
                .isBetween(
                        figures.path("inputMiB").asDouble() / 10,
                        figures.path("inputMiB").asDouble());
        assertThat(figures.has("restoreSeconds")).isFalse();
    }

    private static JsonNode figures(String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
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
                "--json"));
        arguments.addAll(List.of(more));
        return new BenchRun().figures(arguments.toArray(String[]::new));
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
