package dev.backchannel.standalone.bench.learning.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NoiseTableTest {
    @Test
    void theBestArmIsMeasuredByTheBestCleanGain() {
        NoiseTable table = new NoiseTable(0.4, runs("base", 0, 0.1, 0.2));
        table.add("dpo", 0, runs("dpo", 0, 0.5, 0.6));
        table.add("dpo+sft", 0, runs("dpo+sft", 0, 0.9, 1.0));
        table.add("dpo", 0.4, runs("dpo", 0.4, 0.1, 0.2));
        table.add("rdpo-true", 0.4, runs("rdpo-true", 0.4, 0.7, 0.6));

        JsonNode json = table.result().json();

        assertThat(json.path("name").asText()).isEqualTo("learning");
        assertThat(json.path("best").asText()).isEqualTo("rdpo-true");
        assertThat(json.path("clean").asText()).isEqualTo("dpo+sft");
        assertThat(json.path("cleanGain").asDouble()).isEqualTo(0.8);
        // Gains 0.6 and 0.4 of 0.8 and 0.8; residuals 0.1 and -0.1.
        assertThat(json.path("ratio").asDouble()).isCloseTo(0.625, within(1e-9));
        assertThat(json.path("ratioError").asDouble()).isCloseTo(0.125, within(1e-9));
        assertThat(json.at("/arms/dpo/kept").asDouble()).isZero();
        assertThat(json.at("/withoutNoise/dpo/kept").asDouble()).isEqualTo(0.5);
        assertThat(json.at("/arms/rdpo-true/satisfaction").asDouble()).isEqualTo(0.65);
        assertThat(json.at("/arms/rdpo-true/satisfactionError").asDouble()).isEqualTo(0.05);
        assertThat(table.text()).contains("rdpo-true          40 %     0.650 ± 0.050");
    }

    @Test
    void whereNothingWasGainedThereIsNoShareOfIt() {
        NoiseTable table = new NoiseTable(0.4, runs("base", 0, 0.5));
        table.add("dpo", 0, runs("dpo", 0, 0.4));
        table.add("dpo", 0.4, runs("dpo", 0.4, 0.3));

        assertThat(table.hasYardstick()).isFalse();
        assertThat(table.result().json().has("ratio")).isFalse();
        assertThat(table.text()).contains("unknown");
    }

    @Test
    void oneSeedHasNoStandardError() {
        NoiseTable table = new NoiseTable(0.4, runs("base", 0, 0.1));
        table.add("dpo", 0, runs("dpo", 0, 0.9));
        table.add("dpo", 0.4, runs("dpo", 0.4, 0.5));

        JsonNode json = table.result().json();

        assertThat(json.path("ratio").asDouble()).isEqualTo(0.5);
        assertThat(json.toString()).doesNotContain("Error").doesNotContain("NaN");
    }

    private static List<RunFigures> runs(String arm, double noise, double... satisfaction) {
        List<RunFigures> runs = new ArrayList<>();
        for (double each : satisfaction) {
            runs.add(new RunFigures(arm, noise, runs.size() + 1, 60, each, 1, 100, 40, 0, 1));
        }
        return runs;
    }
}
