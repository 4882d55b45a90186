package dev.backchannel.e2e.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.standalone.Main;
import dev.backchannel.standalone.cli.CommandLines;
import dev.backchannel.testing.docs.Document;
import dev.backchannel.testing.docs.DocumentedCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** No document has a command that nobody executes without a reason. */
class BookTest {
    private static final CommandLine PROGRAM = CommandLines.of(new Main());
    private static final Pattern SCRIPT = Pattern.compile("\\.ci/\\w+");

    @Test
    void everyCommandHasOneWhoExecutesIt() {
        List<DocumentedCommand> commands = Book.commands();
        assertThat(commands).hasSizeGreaterThan(150);
        for (DocumentedCommand command : commands) {
            assertThat(executors(command))
                    .as("%s%nstands in so many entries of Book, which says who executes it", command)
                    .hasSize(1);
        }
    }

    @Test
    void noEntryIsForNothing() {
        assertThat(Book.ENTRIES)
                .allSatisfy(entry -> assertThat(Book.commands()).as("%s", entry).anyMatch(entry::has));
    }

    @Test
    void whoIsNamedIsThereAndDoesIt() throws IOException {
        Map<String, Path> tests = tests();
        for (Book.Entry entry : Book.ENTRIES) {
            if (entry.executor() instanceof Executor.ByTest by) {
                assertThat(tests).as("%s", entry).containsKey(by.test());
                assertThat(Files.readString(tests.get(by.test())))
                        .as("%s", entry)
                        .contains(by.mark());
            } else if (entry.executor() instanceof Executor.Nobody nobody) {
                assertThat(tests).as("%s", entry).containsKey(nobody.test());
                assertThat(nobody.why()).isNotBlank();
            }
        }
    }

    /** In running text a command is often named without the program before it: one that somebody executes. */
    @Test
    void whatIsNamedInPassingIsExecutedSomewhere() {
        Set<String> executed = new TreeSet<>();
        for (DocumentedCommand command : Book.commands()) {
            if (command.isOurs()) {
                command.arguments().forEach(arguments -> executed.add(name(arguments)));
            }
        }
        for (Document document : Document.all(Book.ROOT)) {
            for (String span : document.spans()) {
                String name = name(List.of(span.split(" ")));
                if (name.contains(" ")) {
                    assertThat(executed)
                            .as("commands that are executed; `%s` is in %s", span, document.name())
                            .contains(name);
                }
            }
        }
    }

    @Test
    void scriptsAreThere() {
        List<String> scripts = Book.commands().stream()
                .map(DocumentedCommand::text)
                .map(SCRIPT::matcher)
                .filter(java.util.regex.Matcher::lookingAt)
                .map(java.util.regex.Matcher::group)
                .distinct()
                .toList();
        assertThat(scripts).isNotEmpty().allSatisfy(script -> assertThat(Book.ROOT.resolve(script))
                .isExecutable());
    }

    @Test
    void anotherCommandIsNoticed() {
        Document document = new Document(Book.ROOT, "docs/some.md", """
                First `./backchannel dance --with me`, then `frob the knob`, and `docker ps -a`:

                ```sh
                frob --all \\
                    --now   # at once
                ./backchannel ops status --data data
                curl -s localhost:8081/v1/events -d '{
                  "a": 1}'
                ```

                ```
                text "frob"
                tar cf all.tar .
                ```
                """);
        assertThat(document.commands())
                .extracting(DocumentedCommand::text)
                .containsExactly(
                        "./backchannel dance --with me",
                        "docker ps -a",
                        "frob --all --now",
                        "./backchannel ops status --data data",
                        "curl -s localhost:8081/v1/events -d '{\n  \"a\": 1}'",
                        "tar cf all.tar .");
        assertThat(document.commands())
                .allSatisfy(command ->
                        assertThat(executors(command)).as("%s", command).isEmpty());
    }

    private static List<Executor> executors(DocumentedCommand command) {
        return Book.ENTRIES.stream()
                .filter(entry -> entry.has(command))
                .map(Book.Entry::executor)
                .toList();
    }

    /** Of the command that these words begin with; empty if there is none. */
    private static String name(List<String> words) {
        List<String> names = new ArrayList<>();
        CommandLine at = PROGRAM;
        for (String word : words) {
            at = at.getSubcommands().get(word);
            if (at == null) {
                break;
            }
            names.add(word);
        }
        return String.join(" ", names);
    }

    private static Map<String, Path> tests() throws IOException {
        Map<String, Path> tests = new TreeMap<>();
        try (Stream<Path> files = Files.find(
                Book.ROOT,
                20,
                (file, is) -> file.toString().endsWith("Test.java")
                        && !file.toString().contains("/target/"))) {
            files.forEach(file -> tests.put(file.getFileName().toString().replace(".java", ""), file));
        }
        return tests;
    }
}
