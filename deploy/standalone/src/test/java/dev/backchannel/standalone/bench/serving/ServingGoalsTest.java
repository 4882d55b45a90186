package dev.backchannel.standalone.bench.serving;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backchannel.standalone.bench.BenchRun;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What must hold of serving on an idle machine. */
@Tag("load")
class ServingGoalsTest {
    @Test
    void aThousandSwapsFailNothingMixNothingAndLeakNothing() throws Exception {
        JsonNode swap = new BenchRun().figures("bench", "swap", "--json");
        assertThat(swap.path("swaps").asInt()).isEqualTo(1000);
        assertThat(swap.path("failedRequests").asLong()).isZero();
        assertThat(swap.path("mixedAnswers").asLong()).isZero();
        assertThat(swap.path("checkpointsNamed").asInt()).isEqualTo(12);
        assertThat(swap.path("ratio").asDouble()).as("%s", swap).isLessThanOrEqualTo(1.2);
        for (String kind : List.of("heapUsedMiB", "beyondHeapMiB")) {
            assertThat(swap.path(kind + "AtTheEnd").asLong())
                    .as("%s", swap)
                    .isLessThan(swap.path(kind + "Halfway").asLong() + 25);
        }
    }

    @Test
    void manyStreamsOutrunOneAndHttpCostsLittle() throws Exception {
        JsonNode serve = new BenchRun().figures("bench", "serve", "--json");
        double wanted = Runtime.getRuntime().availableProcessors() >= 4 ? 8 : 5;
        assertThat(serve.path("ratio").asDouble()).as("%s", serve).isGreaterThanOrEqualTo(wanted);
        assertThat(serve.path("batchEfficiency").asDouble()).as("%s", serve).isGreaterThanOrEqualTo(0.7);
        assertThat(serve.path("addedP99Ms").asDouble()).as("%s", serve).isLessThanOrEqualTo(2);
        assertThat(serve.path("sentLateRequests").asLong()).isZero();
    }
}
