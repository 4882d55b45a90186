package dev.backchannel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.backchannel.e2e.system.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo, shortened: the loop closes in front of one's eyes. */
class DemoTest {
    private static final Pattern LOG_LINE =
            Pattern.compile("^\\d\\d:\\d\\d:\\d\\d|\\b(TRACE|DEBUG|INFO|WARN|ERROR)\\b");

    @TempDir
    Path folder;

    @Test
    void usersTeachThePolicyWhatTheyLike() throws IOException {
        Path file = folder.resolve("report.json");

        Cli.Result result =
                Cli.run("demo", "--minutes", "0.75", "--port", "0", "--report", file.toString(), "--set", "threads=1");

        String all = result.out() + result.err();
        assertThat(result.exit()).as(all).isZero();
        JsonNode report = new ObjectMapper().readTree(Files.readString(file));
        for (String field : List.of(
                "/events/accepted",
                "/preferences/pairs",
                "/preferences/labels",
                "/learner/steps",
                "/checkpoints/committed",
                "/swaps",
                "/feedbackToServedMs/p50",
                "/feedbackToServedMs/p95")) {
            assertThat(report.at(field).asLong()).as(field + " of " + report).isPositive();
        }
        assertThat(report.at("/requests/failed").asLong(-1)).isZero();
        assertThat(report.at("/audit/balanced").asBoolean()).as("%s", report).isTrue();
        assertThat(report.at("/audit/inFlight").asLong(-1)).as("%s", report).isZero();
        double rise = report.at("/policy/satisfaction/after").asDouble()
                - report.at("/policy/satisfaction/before").asDouble();
        // Three standard errors of 300 answers: how far a minute leads depends on what else the machine does.
        assertThat(rise).as("rise in %s", report).isGreaterThan(0.09);
        // What a user sees is the demo's own words, from the first line on: no log line among them.
        assertThat(result.out()).startsWith("starting Kafka, streams, learner and policy server");
        assertThat(result.out().lines())
                .noneMatch(line -> LOG_LINE.matcher(line).find());
        assertThat(result.out())
                .contains("best that one policy can reach", "before", "after", "The loop closed.")
                .doesNotContain("\u001b"); // no terminal, no escape codes
        assertThat(result.out().lines()).allMatch(line -> line.length() <= 80);
        assertThat(result.err()).doesNotContain("\tat ");
    }
}
