package dev.backchannel.standalone.bench.learning;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.backchannel.standalone.Main;
import dev.backchannel.standalone.cli.CommandLines;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LearningBenchTest {
    private static final String SMALL = "bench learning --seeds 1 --steps 1 --questions 8 --clean-arms= --json --runs ";

    private final ObjectMapper json = new ObjectMapper();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    @Test
    void everyArmLearnsFromTheSamePairsAndNoFinishedRunIsRepeated() throws IOException {
        Path runs = folder.resolve("runs");

        assertThat(run(SMALL + runs + " --noise 0.4 --arms rdpo-true,sft"))
                .as(err.toString())
                .isZero();
        assertThat(run(SMALL + runs + " --noise 0 --arms sft")).isZero();

        List<JsonNode> lines = lines(runs);
        assertThat(lines)
                .extracting(line -> line.path("arm").asText())
                .containsExactly("base", "rdpo-true", "sft", "sft");
        assertThat(lines).extracting(line -> line.path("noise").asDouble()).containsExactly(0.0, 0.4, 0.4, 0.0);
        JsonNode noisy = lines.get(2);
        assertThat(noisy.path("pairs").asInt()).isGreaterThanOrEqualTo(8);
        assertThat(noisy.path("flipped").asInt())
                .isBetween(1, noisy.path("pairs").asInt() - 1);
        assertThat(lines.get(3).path("flipped").asInt()).isZero();
        assertThat(last(out).at("/arms/sft/satisfaction").asDouble())
                .isEqualTo(lines.get(3).path("satisfaction").asDouble());

        assertThat(run(SMALL + runs + " --noise 0.4 --arms rdpo-true,sft,dpo")).isZero();
        assertThat(lines(runs)).hasSize(5);
        String figures = last(out).toString();
        assertThat(run(SMALL + runs + " --noise 0.4 --arms rdpo-true,sft,dpo")).isZero();
        assertThat(lines(runs)).hasSize(5);
        assertThat(last(out)).hasToString(figures);
    }

    @Test
    void everyMaskLearnsFromCorrectionsAndFromNewAnswers() throws IOException {
        String line = "bench learning --masks --seeds 1 --steps 1 --questions 8 --arms dpo --json";

        assertThat(run(line)).as(err.toString()).isZero();

        JsonNode users = last(out).path("masks");
        for (String user : List.of("corrects", "rewrites")) {
            assertThat(users.path(user).path("dpo/off").path("pairs").asInt()).isGreaterThanOrEqualTo(8);
            assertThat(users.path(user).path("dpo/off").path("corrections").asInt())
                    .isZero();
            assertThat(users.path(user).path("dpo/pair").has("againstOff")).isTrue();
        }
        assertThat(users.path("corrects").path("dpo/pair").path("corrections").asInt())
                .isPositive();
        assertThat(users.path("corrects").has("dpo/pair-and-sft"))
                .as("there is no SFT term to mask")
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bench learning --arms ppo                  | none,oracle,cipher-1,cipher-5,global,sft,dpo",
                "bench learning --rounds 0                  | from 1 to",
                "bench learning --noise 0.4 --masks         | one thing to measure",
                "bench learning --noise 0.5                 | below 0.5",
                "bench learning --noise 0.4 --arms ppo      | dpo,dpo+sft,cdpo-true,cdpo-true+sft,cdpo-0.1",
                "bench learning --noise 0.4 --seeds 0       | from 1 to",
                "bench learning --noise 0.4 --set learner.loss.beta=-1 | beta",
            })
    void aWrongParameterIsToldInOneLine(String line, String help) {
        assertThat(run(line.strip())).isEqualTo(2);
        assertThat(err.toString()).contains(help.strip()).doesNotContain("Exception");
    }

    private List<JsonNode> lines(Path file) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            lines.add(json.readTree(line));
        }
        return lines;
    }

    private JsonNode last(StringWriter printed) throws IOException {
        List<String> lines = printed.toString().lines().toList();
        return json.readTree(lines.get(lines.size() - 1));
    }

    private int run(String line) {
        return CommandLines.of(new Main())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(line.split(" +"));
    }
}
