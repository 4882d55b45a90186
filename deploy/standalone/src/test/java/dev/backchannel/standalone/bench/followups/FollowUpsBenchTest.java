package dev.backchannel.standalone.bench.followups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backchannel.standalone.bench.BenchRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FollowUpsBenchTest {
    private final BenchRun bench = new BenchRun();

    @Test
    void eachClassIsHeldToWhatPeopleThoughtOfTheAnswers() throws IOException {
        JsonNode figures = bench.figures(
                "bench", "follow-ups", "--data", BenchRun.sample().toString(), "--rules-only", "--show", "--json");

        assertThat(sum(figures, "good")).as("%s", figures).isEqualTo(4);
        assertThat(sum(figures, "bad")).isEqualTo(3);
        assertThat(sum(figures, "middling")).isEqualTo(1);
        assertThat(cases(figures, "positive", "precision"))
                .as("thanks twice for good answers; 'perfect' follows a middling one")
                .isEqualTo("2 of 2");
        assertThat(cases(figures, "negative", "precision")).isEqualTo("2 of 2");
        assertThat(cases(figures, "negative", "recall"))
                .as("a next question after a bad answer says nothing")
                .isEqualTo("2 of 3");
        assertThat(cases(figures, "rephrase", "precision")).isEqualTo("1 of 1");
        assertThat(cases(figures, "positive", "coverage")).isEqualTo("2 of 7");

        JsonNode oasst = figures.path("oasst").path("rules");
        assertThat(oasst.at("/positive/precision/value").asDouble()).isEqualTo(1);
        assertThat(oasst.at("/negative/precision/value").asDouble()).isEqualTo(1);
        assertThat(oasst.at("/positive/precision/low").asDouble()).isLessThan(0.5);
        JsonNode taskmaster = figures.path("taskmaster");
        assertThat(taskmaster.path("good").asInt())
                .as("what was said next is in another record")
                .isEqualTo(1);
        assertThat(bench.out()).contains("That makes no sense").contains("blind guess");
    }

    @Test
    void theRewardSpeaksWhereTheRulesAreSilent() throws IOException {
        JsonNode figures = bench.figures(
                "bench",
                "follow-ups",
                "--data",
                BenchRun.sample().toString(),
                "--per-category",
                "1",
                "--threshold",
                "0",
                "--json");
        for (String set : new String[] {"conture.heldOut", "conture.seen", "oasst"}) {
            JsonNode judges = figures.path(set);
            int rules = counted(judges.path("rules"), "positive") + counted(judges.path("rules"), "negative");
            int both = counted(judges.path("both"), "positive") + counted(judges.path("both"), "negative");
            assertThat(both).as(set).isGreaterThanOrEqualTo(rules);
        }
        assertThat(figures.path("reward").asText()).contains("seed policy");
    }

    /** What the recorded conversations themselves say about the rules; see docs/bench.md for the negative classes. */
    @Test
    void praiseOfRealUsersMeansAGoodAnswer() throws IOException {
        Path shared = shared();
        assumeTrue(
                Files.isDirectory(shared), () -> shared + " is not there; give its parent with -Dbackchannel.shared");
        JsonNode figures = bench.figures("bench", "follow-ups", "--data", shared.toString(), "--rules-only", "--json");
        JsonNode heldOut = figures.path("conture.heldOut").path("rules").path("positive");
        assertThat(heldOut.at("/precision/value").asDouble()).as("%s", heldOut).isGreaterThanOrEqualTo(0.75);
        assertThat(heldOut.at("/coverage/value").asDouble()).isGreaterThanOrEqualTo(0.1);
    }

    @Test
    void aFolderWithoutConversationsIsTold(@TempDir Path empty) {
        assertThat(bench.exit("bench", "follow-ups", "--data", empty.toString()))
                .isEqualTo(1);
        assertThat(bench.err()).contains("conture").doesNotContain("Exception");
        assertThat(bench.exit(
                        "bench", "follow-ups", "--data", empty.resolve("x").toString()))
                .isEqualTo(2);
    }

    @Test
    void whatCannotBeReadEndsTheMeasurement(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("oasst.jsonl"), "{\"message_tree_id\":\"t\"\n");
        assertThat(bench.exit("bench", "follow-ups", "--rules-only", "--data", folder.toString()))
                .isEqualTo(1);
        assertThat(bench.err()).contains("record 1").contains("not JSON");
    }

    /** Both halves of the dialogues together, whichever a dialogue falls into. */
    private static String cases(JsonNode figures, String name, String figure) {
        int counted = 0;
        int cases = 0;
        for (String half : new String[] {"conture.heldOut", "conture.seen"}) {
            JsonNode share = figures.path(half).path("rules").path(name).path(figure);
            counted += share.path("counted").asInt();
            cases += share.path("cases").asInt();
        }
        return counted + " of " + cases;
    }

    private static int sum(JsonNode figures, String rating) {
        return figures.path("conture.heldOut").path(rating).asInt()
                + figures.path("conture.seen").path(rating).asInt();
    }

    private static int counted(JsonNode judge, String name) {
        return judge.path(name).path("coverage").path("counted").asInt();
    }

    private static Path shared() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder.getParent() != null && !Files.exists(folder.resolve("ARCHITECTURE.md"))) {
            folder = folder.getParent();
        }
        return Path.of(System.getProperty(
                        "backchannel.shared", folder.resolveSibling("shared").toString()))
                .resolve("data");
    }
}
