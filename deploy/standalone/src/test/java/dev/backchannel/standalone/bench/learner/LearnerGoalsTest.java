package dev.backchannel.standalone.bench.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.backchannel.standalone.Main;
import dev.backchannel.standalone.cli.CommandLines;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How near training comes to the machine's own speed: the goals, held against the fastest step and the best product, so that
 * what else the machine does now and then decides nothing.
 */
@Tag("load")
class LearnerGoalsTest {
    @Test
    void theSeedPolicyReachesHalfOfWhatPlainProductsDo() throws IOException {
        JsonNode figures = bench("--shape seed --seconds 15");
        assertThat(figures.path("fastestStepRatio").asDouble())
                .as("%s", figures)
                .isGreaterThanOrEqualTo(0.5);
    }

    @Test
    void aSmallModelReachesMoreAndIsFasterInBf16() throws IOException {
        String shape = "--shape smollm2-135m --seconds 30 --threads "
                + Runtime.getRuntime().availableProcessors();
        JsonNode full = bench(shape);
        assertThat(full.path("fastestStepRatio").asDouble()).as("%s", full).isGreaterThanOrEqualTo(0.6);
        assumeTrue(
                Files.readString(Path.of("/proc/cpuinfo")).contains("avx512_bf16"),
                "skipped: this CPU has no bf16 instructions");
        JsonNode half = bench(shape + " --precision bf16");
        assertThat(fastest(half) / fastest(full)).as("%s and %s", half, full).isGreaterThanOrEqualTo(1.8);
    }

    /** FLOP/s of the fastest step; both precisions count the same. */
    private static double fastest(JsonNode figures) {
        return figures.path("fastestStepRatio").asDouble()
                * figures.path("product2048Gflops").asDouble();
    }

    private static JsonNode bench(String options) throws IOException {
        StringWriter out = new StringWriter();
        int exit = CommandLines.of(new Main())
                .setOut(new PrintWriter(out, true))
                .execute(("bench learner --json " + options).split(" +"));
        assertThat(exit).isZero();
        List<String> lines = out.toString().lines().toList();
        return new ObjectMapper().readTree(lines.get(lines.size() - 1));
    }
}
