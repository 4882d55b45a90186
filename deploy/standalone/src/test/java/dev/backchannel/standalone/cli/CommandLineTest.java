package dev.backchannel.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.standalone.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** What somebody sees who gets a command wrong: one line that names the mistake and what to do, and the right status. */
class CommandLineTest {
    @TempDir
    Path folder;

    private record Outcome(int exit, String err) {}

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "up --prot 1                     | --prot              | did you mean '--port'?",
                "upp                             | upp                 | did you mean 'up'?",
                "up --port abc                   | abc                 | not an int",
                "up --port 99999                 | 99999               | from 0 to 65535",
                "up --windows slow               | slow                | fast, production",
                "up --set learner.batch.nominl=8 | learner.batch.nominl | did you mean 'learner.batch.nominal'?",
                "up --set learner                | KEY=VALUE           | learner",
                "up --set ingestion.max-events=0 | maxEvents           | 0",
                "up --set device=gpu             | gpu                 | cuda:0",
                "up --config missing.yaml        | missing.yaml        | does not exist",
                "up --gate-set missing.jsonl     | missing.jsonl       | does not exist",
                "learner --bootstrap-servers localhost:1 --gate-set missing.jsonl | missing.jsonl | --gate-set",
                "demo --minutes -1               | -1                  | more than 0",
                "replay                          | FILE                | --help",
                "replay x --format xml           | xml                 | OASST",
                "replay x --url nowhere          | nowhere             | http://localhost:8080",
                "keys                            | create              | revoke",
                "keys create --scope root --file x | 'root'            | ingest, chat",
                "keys create --scope chat        | --file              | doors.keys-file",
                "keys create --scope chat --tenant a/b --file x | 'a/b' | characters",
                "keys create --scope chat --tenant * --file x | '*'    | --all-tenants",
                "keys create --scope chat --tenant a --all-tenants --file x | --tenant | exclude",
                "keys create --scope chat --expires soon --file x | 'soon' | 250ms",
                "keys revoke k --after soon --file x | 'soon'          | 10m",
                "up --set caller.key=k           | caller.key          | BACKCHANNEL_CALLER_KEY",
                "up --host 0.0.0.0               | --host              | --help",
                "up --data target/cli --set host=0.0.0.0 | 0.0.0.0             | doors.keys-file",
                "up --data target/cli --set doors.keys-file=missing.keys | missing.keys   | API keys",
                "up --data target/cli --set doors.tls.key-file=x | certificate-file    | key-file",
                "up --data target/cli --set doors.origins=example.com | 'example.com'    | https://chat.example.com",
                "up --data target/cli --set doors.jwt.jwks=x | issuer              | audience",
                "topics                          | create              | describe",
                "pretrain                        | --output            | --help",
                "lineage answers t1              | answers             | ANSWER",
                "lineage answer                  | ID                  | --help",
                "up --set policy=a+b             | 'a+b'               | letters",
                "learner replay                  | --from-log          | --help",
                "learner anchor                  | CHECKPOINT_ID       | --help",
                "learner rebuild --policy a+b    | 'a+b'               | letters",
                "learner rebuild --bootstrap-servers y:1 | --store     | folder",
                "checkpoint                      | publish             | --help",
                "checkpoint publish x --bootstrap-servers y:1 | --store | folder",
                "export --format arrow           | arrow               | TRL",
            })
    void aWrongCommandLineIsToldInOneLine(String line, String mistake, String help) {
        Outcome outcome = run(line.strip().split(" +"));

        assertThat(outcome.err().strip().lines()).as(outcome.err()).hasSize(1);
        assertThat(outcome.err())
                .contains(mistake.strip())
                .contains(help.strip())
                .doesNotContain("Exception");
        assertThat(outcome.exit()).isEqualTo(2);
    }

    @Test
    void theVersionIsToldWithJavas() {
        StringWriter out = new StringWriter();
        CommandLine program = CommandLines.of(new Main()).setOut(new PrintWriter(out));

        assertThat(program.execute("--version")).isZero();
        assertThat(out.toString()).startsWith("backchannel ").contains("Java " + Runtime.version());
    }

    @Test
    void aPortInUseIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String port = Integer.toString(taken.getLocalPort());

            Outcome http = run("up", "--data", folder.resolve("a").toString(), "--port", port);
            Outcome kafka = run("up", "--data", folder.resolve("b").toString(), "--port", "0", "--kafka-port", port);

            assertThat(http).isEqualTo(new Outcome(1, http.err()));
            assertThat(http.err()).contains("port " + port).contains("in use").contains("--port");
            assertThat(kafka).isEqualTo(new Outcome(1, kafka.err()));
            assertThat(kafka.err()).contains("port " + port).contains("in use").contains("--kafka-port");
        }
    }

    @Test
    void aMissingModelIsNamed() {
        Path missing = folder.resolve("no model");
        Outcome outcome =
                run("up", "--port", "0", "--data", folder.resolve("d").toString(), "--model", missing.toString());

        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.err()).contains(missing.toString()).contains("does not exist");
    }

    @Test
    void aMissingBaseIsToldByItsOwnOption() {
        Path missing = folder.resolve("no base");
        Outcome outcome = run("learner", "rebuild", "--data", folder.toString(), "--base", missing.toString());

        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.err())
                .contains(missing.toString())
                .contains("--base wants")
                .doesNotContain("--model");
    }

    @Test
    void aModelWithoutItsFilesIsNamed() throws IOException {
        Path empty = Files.createDirectories(folder.resolve("empty model"));
        Outcome outcome =
                run("up", "--port", "0", "--data", folder.resolve("d").toString(), "--model", empty.toString());

        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.err())
                .contains(empty.toString())
                .contains("config.json")
                .doesNotContain("Exception");
    }

    @Test
    void aWrongLineOfAGateSetIsNamed() throws IOException {
        Path set =
                Files.writeString(folder.resolve("set.jsonl"), "# ours\n{\"prompt\": \"x\", \"preferred\": \"y\"}\n");
        Outcome outcome =
                run("up", "--port", "0", "--data", folder.resolve("d").toString(), "--gate-set", set.toString());

        assertThat(outcome.exit()).isEqualTo(2);
        assertThat(outcome.err())
                .contains(set.toString(), "line 2", "\"rejected\"")
                .doesNotContain("Exception");
        assertThat(outcome.err().strip().lines()).hasSize(1);
    }

    @Test
    void aDataFolderThatCannotBeMadeIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "in the way");
        Outcome outcome =
                run("up", "--port", "0", "--data", file.resolve("data").toString());

        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.err()).contains(file.toString()).contains("--data");
    }

    @Test
    void aReplayOfAMissingFileFails() {
        Outcome outcome = run("replay", folder.resolve("missing.jsonl").toString());

        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.err()).contains("missing.jsonl").contains("does not exist");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lineage event e1",
                "learner replay --from-log",
                "learner anchor base",
                "learner rebuild --without-user u",
                "checkpoint publish .",
                "export --format trl",
            })
    void aFolderThatNothingRunsOnIsNamed(String line) {
        List<String> arguments = new ArrayList<>(List.of(line.split(" ")));
        arguments.addAll(List.of("--data", folder.toString()));
        Outcome outcome = run(arguments.toArray(String[]::new));

        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.err()).contains("nothing seems to run on " + folder).contains("up --data");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "up --help", "demo -h", "topics create --help"})
    void helpSucceeds(String line) {
        assertThat(run(line.split(" ")).exit()).isZero();
    }

    @Test
    void everyOptionOfEveryCommandSaysWhatItDoes() {
        List<CommandLine> commands = new ArrayList<>();
        collect(CommandLines.of(new Main()), commands);

        assertThat(commands).hasSizeGreaterThan(10).allSatisfy(command -> {
            assertThat(command.getCommandSpec().usageMessage().description())
                    .as(command.getCommandName())
                    .isNotEmpty();
            assertThat(command.getCommandSpec().optionsMap()).containsKey("--help");
            for (OptionSpec option : command.getCommandSpec().options()) {
                assertThat(String.join(" ", option.description()))
                        .as(command.getCommandName() + " " + option.longestName())
                        .hasSizeGreaterThan(10);
            }
        });
    }

    private static void collect(CommandLine command, List<CommandLine> into) {
        into.add(command);
        command.getSubcommands().values().forEach(sub -> collect(sub, into));
    }

    private static Outcome run(String... arguments) {
        StringWriter err = new StringWriter();
        int exit = CommandLines.of(new Main())
                .setErr(new PrintWriter(err, true))
                .setOut(new PrintWriter(new StringWriter()))
                .execute(arguments);
        return new Outcome(exit, err.toString());
    }
}
