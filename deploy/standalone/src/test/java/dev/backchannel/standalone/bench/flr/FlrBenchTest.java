package dev.backchannel.standalone.bench.flr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.backchannel.policy.seed.SeedPolicy;
import dev.backchannel.standalone.bench.BenchRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    void theAucOfAnotherBaseIsRecordedWhereItsServersReadIt(@TempDir Path folder) throws IOException {
        Path model = folder.resolve("model");
        SeedPolicy.extractTo(model);
        Files.writeString(model.resolve("backchannel.json"), "{\"note\": \"mine\", \"flr_auc\": 0.9}");

        JsonNode figures =
                bench.figures("bench", "flr", "--model", model.toString(), "--requests", "30", "--write", "--json");

        JsonNode record =
                new ObjectMapper().readTree(model.resolve("backchannel.json").toFile());
        assertThat(record.path("flr_auc").asDouble())
                .isEqualTo(figures.at("/ownDomain/auc/value").asDouble(), within(1e-4));
        assertThat(record.path("note").asText()).isEqualTo("mine");
        assertThat(record.path("flr_auc_measured_on").asText()).isEqualTo("own domain");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bench flr --write                                                        | --model",
                "bench flr --write --model . --requests 29                                | at least 30",
                "bench flr --write --model . --negative-only                              | mining.reward.auc",
                "bench flr --write --model . --per-category 3                             | mining.reward.auc",
            })
    void onlyTheUsualRewardOfAFolderIsRecorded(String line, String help) {
        assertThat(bench.exit(line.strip().split(" +"))).isEqualTo(2);
        assertThat(bench.err()).contains(help);
    }

    @Test
    void tooFewRatedAnswersAreNotRecorded(@TempDir Path folder) throws IOException {
        Path model = folder.resolve("model");
        SeedPolicy.extractTo(model);
        assertThat(bench.exit(
                        "bench",
                        "flr",
                        "--model",
                        model.toString(),
                        "--requests",
                        "0",
                        "--data",
                        BenchRun.sample().toString(),
                        "--write"))
                .isEqualTo(1);
        assertThat(bench.err()).contains("30 good and 30 bad");
        assertThat(model.resolve("backchannel.json"))
                .hasSameTextualContentAs(SeedPolicy.folder().resolve("backchannel.json"));
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
