package dev.backchannel.standalone.bench.serving;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backchannel.standalone.bench.BenchRun;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What must hold of serving whatever else the machine does; how fast it is beyond that, the benchmarks tell. */
@Tag("load")
class ServingGoalsTest {
    @Test
    void aThousandSwapsFailNothingMixNothingAndLeakNothing() throws Exception {
        JsonNode swap = new BenchRun().figures("bench", "swap", "--json");
        assertThat(swap.path("swaps").asInt()).isEqualTo(1000);
        assertThat(swap.path("failedRequests").asLong()).isZero();
        assertThat(swap.path("mixedAnswers").asLong()).isZero();
        assertThat(swap.path("checkpointsNamed").asInt()).isEqualTo(12);
        assertThat(swap.path("residentMiBAtTheEnd").asLong())
                .as("%s", swap)
                .isLessThan(swap.path("residentMiBHalfway").asLong() + 100);
    }

    @Test
    void manyStreamsOutrunOne() throws Exception {
        JsonNode serve = new BenchRun().figures("bench", "serve", "--json");
        assertThat(serve.path("ratio").asDouble()).as("%s", serve).isGreaterThan(3);
    }
}
