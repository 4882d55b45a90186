package dev.backchannel.standalone.bench.learning.prelude;

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
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreludeTest {
    @TempDir
    Path folder;

    @Test
    void everyArmMeetsTheSameStreamAndNoFinishedRunIsRepeated() throws IOException {
        Path runs = folder.resolve("runs");
        String some = "bench learning --rounds 24 --seeds 1 --side-by-side 2 --json --runs " + runs;
        JsonNode figures = run(some + " --arms none,oracle,cipher-5+dpo");

        assertThat(figures.path("valid").asBoolean()).as(figures.toString()).isTrue();
        assertThat(figures.at("/arms/oracle/ratio").asDouble()).isEqualTo(1);
        assertThat(figures.path("ratio").asDouble()).isLessThan(1);
        assertThat(Files.readAllLines(runs)).hasSize(3).anyMatch(line -> line.matches(".*\"steps\":[1-9].*"));

        assertThat(run(some + " --arms none,oracle,cipher-5+dpo")).isEqualTo(figures);
        assertThat(Files.readAllLines(runs)).hasSize(3);

        // What was learned in words or weights changes nothing before the first round.
        JsonNode first = run("bench learning --rounds 1 --seeds 1 --side-by-side 2 --json --arms none,cipher-1,kto");
        assertThat(first.at("/arms/none/bySeed"))
                .isEqualTo(first.at("/arms/cipher-1/bySeed"))
                .isEqualTo(first.at("/arms/kto/bySeed"));
    }

    /** All of it as {@code bench learning} runs it: about ten minutes of three cores. */
    @Test
    @Tag("load")
    void wordsLearnMoreThanNothingAndWithTheWeightsCloseMostOfTheGap() throws IOException {
        JsonNode figures = run("bench learning --json");

        assertThat(figures.path("valid").asBoolean()).as(figures.toString()).isTrue();
        assertThat(cost(figures, "cipher-1")).isLessThan(cost(figures, "none"));
        assertThat(cost(figures, "cipher-5"))
                .isLessThanOrEqualTo(cost(figures, "cipher-1")
                        + figures.at("/arms/cipher-1/error").asDouble());
        assertThat(cost(figures, "cipher-5")).isLessThan(cost(figures, "global"));
        assertThat(figures.path("ratio").asDouble()).isGreaterThanOrEqualTo(0.7);
    }

    private static double cost(JsonNode figures, String arm) {
        return figures.path("arms").path(arm).path("cost").asDouble();
    }

    private static JsonNode run(String line) throws IOException {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = CommandLines.of(new Main())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(line.split(" +"));
        assertThat(status).as(err.toString()).isZero();
        List<String> lines = out.toString().lines().toList();
        return new ObjectMapper().readTree(lines.get(lines.size() - 1));
    }
}
