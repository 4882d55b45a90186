package dev.backchannel.standalone.bench.flr;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backchannel.standalone.bench.BenchRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlrBenchTest {
    private final BenchRun bench = new BenchRun();

    @Test
    void theSeedPolicyKnowsItsOwnDomainAndTheRestIsReported() throws IOException {
        JsonNode figures = bench.figures(
                "bench",
                "flr",
                "--data",
                BenchRun.sample().toString(),
                "--requests",
                "24",
                "--per-category",
                "3",
                "--json");

        JsonNode auc = figures.at("/ownDomain/auc");
        assertThat(auc.path("value").asDouble()).as("%s", auc).isGreaterThanOrEqualTo(0.8);
        assertThat(auc.path("low").asDouble())
                .isLessThanOrEqualTo(auc.path("value").asDouble());
        assertThat(figures.at("/oasst/flr/rankingOfSiblings/cases").asInt()).isEqualTo(1);
        assertThat(figures.at("/oasst/length/rankingOfSiblings/value").asDouble())
                .as("the better answer is the longer one")
                .isEqualTo(1);
        assertThat(figures.at("/conture/flr/auc/good").asInt()).isEqualTo(6);
        assertThat(figures.at("/conture/flr/auc/bad").asInt()).isEqualTo(3);
        assertThat(bench.out()).contains("own domain").contains("ranking of siblings");
    }

    @Test
    void followUpsOfOnesOwnAreUsed(@TempDir Path folder) throws IOException {
        Path own = folder.resolve("follow-ups.json");
        Files.writeString(own, "{\"all\":{\"positive\":[\"Thanks!\"],\"negative\":[\"That is wrong.\"]}}");
        JsonNode figures = bench.figures(
                "bench",
                "flr",
                "--requests",
                "4",
                "--follow-ups",
                own.toString(),
                "--category",
                "all",
                "--negative-only",
                "--json");
        assertThat(figures.path("reward").asText()).contains("follow-ups.json").contains("only negative");

        assertThat(bench.exit("bench", "flr", "--follow-ups", own.toString(), "--category", "tone"))
                .isEqualTo(2);
        assertThat(bench.err()).contains("'tone'").contains("all");
    }
}
