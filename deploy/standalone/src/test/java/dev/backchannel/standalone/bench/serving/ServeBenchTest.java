package dev.backchannel.standalone.bench.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backchannel.standalone.bench.BenchRun;
import org.junit.jupiter.api.Test;

class ServeBenchTest {
    @Test
    void batchingAndHttpAreMeasured() throws Exception {
        JsonNode json = new BenchRun()
                .figures("bench", "serve", "--seconds", "0.4", "--rate", "50", "--warm-up", "0.1", "--json");
        assertThat(json.path("name").asText()).isEqualTo("serve");
        assertThat(json.path("failedRequests").asLong()).isZero();
        double one = json.at("/streams1/tokensPerSecond").asDouble();
        double many = json.at("/streams32/tokensPerSecond").asDouble();
        assertThat(one).isPositive();
        assertThat(many).isGreaterThan(one);
        assertThat(json.path("ratio").asDouble()).isCloseTo(many / one, within(0.1 * many / one));
        assertThat(json.path("batchEfficiency").asDouble()).isBetween(0.01, 1.1);
        assertThat(json.path("decodeEfficiency").asDouble())
                .isLessThan(json.path("batchEfficiency").asDouble());
        assertThat(json.path("addedP50Ms").asDouble())
                .isPositive()
                .isLessThan(json.path("oneTokenP50Ms").asDouble());
        assertThat(json.at("/streams8/firstTokenP50Ms").asDouble()).isPositive();
    }
}
