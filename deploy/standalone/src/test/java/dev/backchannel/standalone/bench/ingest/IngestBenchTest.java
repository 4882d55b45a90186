package dev.backchannel.standalone.bench.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backchannel.standalone.bench.BenchRun;
import org.junit.jupiter.api.Test;

class IngestBenchTest {
    @Test
    void theDoorIsMeasuredAgainstABareProducer() throws Exception {
        JsonNode json = new BenchRun()
                .figures(
                        "bench",
                        "ingest",
                        "--seconds",
                        "0.3",
                        "--warm-up",
                        "0.8",
                        "--rate",
                        "50",
                        "--batch",
                        "50",
                        "--json");
        assertThat(json.path("name").asText()).isEqualTo("ingest");
        assertThat(json.path("failedRequests").asLong()).isZero();
        double http = json.path("eventsPerSecond").asDouble();
        double bare = json.path("bareEventsPerSecond").asDouble();
        assertThat(http).isPositive();
        assertThat(json.path("ratio").asDouble()).isCloseTo(http / bare, within(0.01));
        assertThat(json.path("p50Ms").asDouble())
                .isPositive()
                .isLessThanOrEqualTo(json.path("p99Ms").asDouble());
    }
}
