package dev.backchannel.e2e.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.backchannel.e2e.system.Cli;
import dev.backchannel.e2e.system.SharedData;
import dev.backchannel.policy.seed.SeedPolicy;
import dev.backchannel.testing.docs.DocumentedCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each benchmark as it is documented, but of the smallest size. */
@Tag("load")
class BenchCommandsTest {
    private static final Path CPU = Path.of("/proc/cpuinfo");
    private static final Path RECORDED = Book.ROOT.resolve("deploy/standalone/src/test/resources/recorded");

    @TempDir
    static Path folder;

    private static Typing typing;

    @BeforeAll
    static void copy() throws IOException {
        Path model = folder.resolve("model");
        SeedPolicy.extractTo(model);
        for (String document : List.of("soak.md", "threats.md")) {
            Files.copy(Book.ROOT.resolve("docs").resolve(document), folder.resolve(document));
        }
        typing = new Typing()
                .word("--minutes 2", "0.3")
                .word("--minutes 60", "0.3")
                .word("--seeds 5", "1")
                .word("--threads 4", "1") // of which the machine may have fewer
                .word("docs/soak.md", folder.resolve("soak.md").toString())
                .word("docs/threats.md", folder.resolve("threats.md").toString())
                .word("FOLDER", model.toString())
                .word("DIR", RECORDED.toString())
                .word("prelude.runs", folder.resolve("prelude.runs").toString())
                .word("table.runs", folder.resolve("table.runs").toString())
                .word("masks.runs", folder.resolve("masks.runs").toString())
                .then("bench learner", "--seconds", "1")
                .then("bench learner --shape smollm2-135m", "--pairs", "1", "--prompt-tokens", "8")
                .then("bench learner --shape smollm2-135m", "--completion-tokens", "8")
                .then("bench soak", "--rate", "2", "--every", "1", "--remember", "20s", "--window", "2")
                .then("bench soak(?!.*--minutes)", "--minutes", "0.3")
                .then("bench ingest", "--seconds", "1", "--warm-up", "1", "--rate", "50", "--batch", "50")
                .then("bench serve", "--seconds", "1", "--warm-up", "1", "--rate", "20")
                .then("bench swap", "--swaps", "5", "--streams", "2", "--seconds", "2")
                .then("bench streams", "--seconds", "0.1", "--rounds", "1", "--warm-up", "0")
                .then("bench streams", "--least-events", "2000")
                .then("bench learning(?!.*--(noise|masks))", "--seeds", "1", "--rounds", "2")
                .then("bench learning(?!.*--(noise|masks))", "--arms", "none,oracle,cipher-1")
                .then("bench learning .*--(noise|masks)", "--arms", "dpo+sft", "--steps", "1", "--questions", "4")
                .then("bench learning (?!.*--seeds).*--noise", "--seeds", "1")
                .then("bench flr(?!.*--requests)", "--requests", "8")
                .then("bench flr", "--most", "100")
                .then("bench threats", "--rounds", "1", "--requests", "4", "--questions", "4")
                .then("bench redaction", "--seconds", "0.2");
    }

    static Stream<DocumentedCommand> commands() {
        return Book.of(BenchCommandsTest.class);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("commands")
    void measures(DocumentedCommand command) throws IOException {
        assumeTrue(
                !command.text().contains("bf16") || Files.readString(CPU).contains("avx512_bf16"),
                "skipped: without bf16 instructions 40 products of 2048x2048x2048 take a quarter of an hour");
        for (List<String> arguments : typing.arguments(command)) {
            if (arguments.contains("flr") && arguments.contains("--write")) {
                // What is recorded wants thirty good and thirty bad answers of people.
                arguments.replaceAll(word -> word.equals(RECORDED.toString()) ? conversations() : word);
            }
            Cli.Result ran = Cli.run(arguments.toArray(String[]::new));
            assertThat(ran.exit())
                    .as("%s%n%s%s", arguments, ran.out(), ran.err())
                    .isIn(statuses(arguments));
            if (arguments.contains("--json")) {
                JsonNode figures = new ObjectMapper().readTree(ran.lastLine());
                assertThat(figures.path("name").asText()).as(ran.out()).isEqualTo(arguments.get(1));
            }
        }
    }

    /** Half a minute of a soak, or two rounds of a study, need not come out as an hour has to. */
    private static List<Integer> statuses(List<String> arguments) {
        return arguments.contains("soak") || arguments.contains("learning") ? List.of(0, 1) : List.of(0);
    }

    private static String conversations() {
        return SharedData.file("conture_80_dialogs.json").getParent().toString();
    }
}
