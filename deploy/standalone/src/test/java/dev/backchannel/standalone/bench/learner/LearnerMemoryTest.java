package dev.backchannel.standalone.bench.learner;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.backchannel.standalone.Main;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A base of half a billion parameters learns from 2 pairs of 512 tokens in the memory that is promised, JVM included. */
@Tag("load")
class LearnerMemoryTest {
    @ParameterizedTest
    @CsvSource({"fp32, false, 12288", "fp32, true, 6144", "bf16, true, 4096"})
    void halfABillionParametersFit(String precision, String recompute, long mostMiB)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g", // as the launcher has it
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "bench",
                        "learner",
                        "--shape=qwen2.5-0.5b",
                        "--pairs=2",
                        "--prompt-tokens=256",
                        "--completion-tokens=256",
                        "--seconds=1",
                        "--threads=" + Runtime.getRuntime().availableProcessors(),
                        "--precision=" + precision,
                        "--recompute=" + recompute,
                        "--json"))
                .redirectError(Redirect.INHERIT)
                .start();
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();

        assertThat(process.waitFor()).isZero();
        JsonNode figures = new ObjectMapper().readTree(lines.get(lines.size() - 1));
        System.out.println(figures);
        assertThat(figures.path("recompute").asText()).isEqualTo(recompute);
        assertThat(figures.path("parameters").asLong()).isGreaterThan(490_000_000L);
        assertThat(figures.path("peakResidentMiB").asLong()).as("%s", figures).isBetween(1000L, mostMiB);
    }
}
