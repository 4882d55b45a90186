package dev.backchannel.standalone.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.backchannel.standalone.Main;
import dev.backchannel.standalone.cli.CommandLines;
import dev.backchannel.standalone.config.Knobs;
import dev.backchannel.standalone.config.SettingsLoader;
import dev.backchannel.testing.docs.Document;
import dev.backchannel.testing.docs.DocumentedCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** Every command of ours, every knob, every Maven command and every link in every document is one that there is. */
class DocumentsTest {
    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final CommandLine PROGRAM = CommandLines.of(new Main());
    private static final String MAVEN = "./mvnw ";
    private static final Pattern VARIABLE = Pattern.compile("\\bBACKCHANNEL_[A-Z0-9_]+\\b");
    private static final Set<String> LAUNCHERS =
            Set.of("BACKCHANNEL_JAVA_OPTS", "BACKCHANNEL_DEBUG", "BACKCHANNEL_HOME");
    private static final Pattern LINK = Pattern.compile("]\\((?!https?://|mailto:)([^)#\\s]*)(#[^)\\s]*)?\\)");

    @ParameterizedTest(name = "{0}")
    @MethodSource("commands")
    void everyCommandIsOne(DocumentedCommand command) {
        for (List<String> arguments : command.arguments()) {
            ParseResult parsed = PROGRAM.parseArgs(anyBench(arguments));
            assertThat(parsed.hasSubcommand() || parsed.hasMatchedOption("--help"))
                    .as("%s names a command", command)
                    .isTrue();
            while (parsed.hasSubcommand()) {
                parsed = parsed.subcommand();
            }
            Map<String, String> knobs = parsed.matchedOptionValue("--set", Map.of());
            new SettingsLoader(Knobs.reference(), Map.of()).load(Optional.empty(), knobs);
        }
    }

    static Stream<DocumentedCommand> commands() {
        return Document.all(ROOT).stream()
                .flatMap(document -> document.commands().stream())
                .filter(DocumentedCommand::isOurs)
                .distinct();
    }

    @Test
    void thereAreDocumentsAndCommandsInThem() {
        assertThat(Document.all(ROOT))
                .extracting(Document::name)
                .contains("README.md", "docs/operations.md", "docs/decisions/door.md");
        assertThat(commands()).hasSizeGreaterThan(100);
    }

    @Test
    void everyVariableOfTheEnvironmentIsAKnobs() {
        Set<String> known =
                Knobs.reference().keys().stream().map(Knobs::environmentName).collect(Collectors.toSet());
        known.addAll(LAUNCHERS);
        for (Document document : Document.all(ROOT)) {
            assertThat(known)
                    .as("variables in %s", document.name())
                    .containsAll(VARIABLE.matcher(document.text())
                            .results()
                            .map(found -> found.group())
                            .toList());
        }
    }

    @Test
    void everyMavenCommandNamesModulesProfilesAndTestsThatThereAre() throws Exception {
        String pom = Files.readString(ROOT.resolve("pom.xml"));
        Set<String> tests = new TreeSet<>();
        try (Stream<Path> files = Files.walk(ROOT)) {
            files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith("Test.java"))
                    .forEach(name -> tests.add(name.replace(".java", "")));
        }
        for (Document document : Document.all(ROOT)) {
            for (DocumentedCommand documented : document.commands()) {
                if (!documented.text().startsWith(MAVEN)) {
                    continue;
                }
                String command = documented.text();
                String where = documented.toString();
                named(command, "-pl (\\S+)").forEach(module -> assertThat(ROOT.resolve(module + "/pom.xml"))
                        .as(where)
                        .exists());
                named(command, "-P(\\S+)")
                        .forEach(profile ->
                                assertThat(pom).as(where).containsPattern("<profile>\\s*<id>" + profile + "</id>"));
                named(command, "-Dtest=(\\S+)")
                        .forEach(test -> assertThat(tests).as(where).contains(test));
            }
        }
    }

    @Test
    void everyLinkLeadsToAFileAndAHeading() {
        for (Document document : Document.all(ROOT)) {
            Path folder = ROOT.resolve(document.name()).getParent();
            Matcher link = LINK.matcher(document.text());
            while (link.find()) {
                Path target = link.group(1).isEmpty()
                        ? ROOT.resolve(document.name())
                        : folder.resolve(link.group(1)).normalize();
                assertThat(target)
                        .as("%s links to %s", document.name(), link.group())
                        .exists();
                if (link.group(2) != null && target.toString().endsWith(".md")) {
                    assertThat(anchors(target))
                            .as("headings of %s, where %s links to", target, document.name())
                            .contains(link.group(2).substring(1));
                }
            }
        }
    }

    /** In running text a command is often named without the program before it. */
    @Test
    void everyOptionOfACommandThatIsNamedInPassingIsOne() {
        for (Document document : Document.all(ROOT)) {
            for (String span : document.spans()) {
                List<String> words = List.of(span.split(" "));
                CommandLine named = PROGRAM;
                for (String word : words) {
                    named = named.getSubcommands().getOrDefault(word, named);
                }
                if (named == PROGRAM || !PROGRAM.getSubcommands().containsKey(words.get(0))) {
                    continue;
                }
                assertThat(named.getCommandSpec().optionsMap().keySet())
                        .as("options of `%s` in %s", span, document.name())
                        .containsAll(words.stream()
                                .filter(word -> word.startsWith("--"))
                                .toList());
            }
        }
    }

    @Test
    void aWrongCommandIsNoticed() {
        for (String wrong : List.of("demo --minute 2", "ops stats", "ops pause", "bench serve --seeds x")) {
            assertThatCode(() -> everyCommandIsOne(ours(wrong))).as(wrong).isInstanceOf(Exception.class);
        }
        assertThatCode(() -> everyCommandIsOne(ours("up --set streams.window.edit=5s")))
                .hasMessageContaining("streams.windows.edit");
    }

    private static DocumentedCommand ours(String arguments) {
        return new DocumentedCommand("", "./backchannel " + arguments);
    }

    private static String[] anyBench(List<String> arguments) {
        return arguments.equals(List.of("bench", "NAME"))
                ? new String[] {"bench", "learner"}
                : arguments.toArray(String[]::new);
    }

    private static List<String> named(String command, String what) {
        return Pattern.compile(what)
                .matcher(command)
                .results()
                .flatMap(found -> Stream.of(found.group(1).split(",")))
                .toList();
    }

    /** As GitHub makes them of headings. */
    private static Set<String> anchors(Path file) {
        try {
            return Files.readString(file)
                    .lines()
                    .filter(line -> line.startsWith("#"))
                    .map(line -> line.replaceFirst("^#+ ", "")
                            .toLowerCase(java.util.Locale.ROOT)
                            .replaceAll("[^\\p{L}\\p{N}_ -]", "")
                            .replace(' ', '-'))
                    .collect(Collectors.toSet());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
