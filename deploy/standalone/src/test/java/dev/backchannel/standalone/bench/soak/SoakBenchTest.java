package dev.backchannel.standalone.bench.soak;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.backchannel.standalone.bench.BenchRun;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SoakBenchTest {
    /** Too short to tell what is flat, but all of it is there, and nothing is lost. */
    @Test
    @Tag("load")
    void aMinuteIsMeasuredAndAccountedFor() throws Exception {
        BenchRun run = new BenchRun();
        run.exit("bench", "soak", "--minutes", "1", "--rate", "2", "--every", "1", "--remember", "20s", "--json");
        List<String> lines = run.out().lines().toList();
        JsonNode figures = new ObjectMapper().readTree(lines.get(lines.size() - 1));

        assertThat(figures.path("name").asText()).isEqualTo("soak");
        assertThat(figures.path("failedRequests").asLong()).as(run::err).isZero();
        assertThat(figures.path("lost").asLong()).as("%s", figures).isZero();
        assertThat(figures.path("answers").asLong()).isGreaterThan(60);
        assertThat(figures.path("onTopic").asLong())
                .isEqualTo(figures.path("acknowledged").asLong());
        assertThat(figures.at("/audit/balanced").asBoolean()).as("%s", figures).isTrue();
        assertThat(figures.at("/audit/inFlight").asLong()).isZero();
        assertThat(figures.at("/audit/taught").asLong()).isPositive();
        for (Gauge gauge : Gauge.values()) {
            assertThat(figures.at("/gauges/" + gauge.key() + "/median").asDouble())
                    .as(gauge.key())
                    .isGreaterThanOrEqualTo(0);
        }
        assertThat(figures.at("/gauges/resident/median").asDouble()).isGreaterThan(100);
        assertThat(figures.at("/gauges/state/median").asDouble()).isPositive();
        assertThat(figures.at("/gauges/retained/median").asDouble()).isPositive();
        assertThat(figures.at("/gauges/checkpoints/median").asDouble()).isPositive();
    }

    @ParameterizedTest
    @CsvSource({
        "--minutes, 0, must be more than 0",
        "--share, 1.5, at most 1",
        "--rate, -1, must be more than 0",
        "--remember, soon, no length of time",
        "--users, 3, at least 20",
        "--write, README.md, table: begin",
    })
    void aWrongParameterIsToldInOneLine(String option, String value, String help) {
        BenchRun run = new BenchRun();
        String given = option.equals("--write") ? "../../" + value : value;
        assertThat(run.exit("bench", "soak", option, given)).isEqualTo(2);
        assertThat(run.err()).contains(help).doesNotContain("Exception");
    }
}
