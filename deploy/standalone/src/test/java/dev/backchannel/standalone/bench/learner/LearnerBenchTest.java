package dev.backchannel.standalone.bench.learner;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.backchannel.standalone.Main;
import dev.backchannel.standalone.cli.CommandLines;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LearnerBenchTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void theSeedPolicyIsMeasuredAgainstPlainProducts() throws IOException {
        int exit = run("bench learner --shape seed --seconds 2 --threads 1 --pairs 4 --json");

        assertThat(exit).as(err.toString()).isZero();
        List<String> lines = out.toString().lines().toList();
        JsonNode json = new ObjectMapper().readTree(lines.get(lines.size() - 1));
        assertThat(json.path("name").asText()).isEqualTo("learner");
        // half of the goal, which LearnerGoalsTest holds: this one runs beside other tests
        assertThat(json.path("fastestStepRatio").asDouble()).as("%s", json).isBetween(0.15, 1.2);
        assertThat(json.path("ratio").asDouble())
                .isPositive()
                .isLessThanOrEqualTo(json.path("fastestStepRatio").asDouble());
        assertThat(json.path("wholeStepRatio").asDouble())
                .isPositive()
                .isLessThanOrEqualTo(json.path("ratio").asDouble());
        double seconds = json.path("stepSeconds").asDouble();
        assertThat(json.path("pairsPerSecond").asDouble() * seconds).isBetween(3.98, 4.02);
        assertThat(json.path("tokensPerSecond").asDouble() * seconds).isBetween(764.0, 772.0); // 8 x 96
        assertThat(json.path("peakResidentMiB").asLong()).isBetween(100L, 20_000L);
        assertThat(json.path("threads").asInt()).isEqualTo(1);
        assertThat(lines).anyMatch(line -> line.startsWith("ratio "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bench                                     | learner, loop, streams, learning",
                "bench learnr                              | did you mean 'learner'?",
                "bench learner --shape gpt2                | seed, smollm2-135m, qwen2.5-0.5b, llama-1b",
                "bench learner --precision fp8             | fp8",
                "bench learner --device gpu                | cuda:0",
                "bench learner --pairs 0                   | at least 1",
                "bench learner --recompute perhaps         | perhaps",
                "bench learner --threads -1                | at least 0",
                "bench learner --seconds 0                 | more than 0",
                "bench learner --prompt-tokens 600         | context of 512",
                "bench loop --minutes 0                    | more than 0",
                "bench loop --rate -1                      | more than 0",
            })
    void aWrongParameterIsToldInOneLine(String line, String help) {
        assertThat(run(line.strip())).isEqualTo(2);
        assertThat(err.toString()).contains(help.strip()).doesNotContain("Exception");
    }

    private int run(String line) {
        return CommandLines.of(new Main())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(line.split(" +"));
    }
}
