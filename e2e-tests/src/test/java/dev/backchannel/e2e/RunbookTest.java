package dev.backchannel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/runbook.md says of each alert what to do; that its commands work, QuickCommandsTest and others hold. */
class RunbookTest {
    private static final Path ROOT = Path.of("..");
    private static final String PROGRAM = "./backchannel ";
    /** The name of an alert is the first thing it is given; who hands a name on gets it as {@code name}. */
    private static final Pattern RAISED =
            Pattern.compile("(?:\\balert|new Alarm|\\.setKind\\(OperatorEventKind\\.ALERT\\)\\s*\\.setName)\\(\\s*"
                    + "(?:\"([a-z_]+)\"|((?:\\w+\\.)?[A-Z_]{2,})\\b|(\\w+(?:\\(\\)|\\.\\w+\\(\\))?))");

    private static final Set<String> HANDED_ON = Set.of("name", "alarm.name()", "String", "command.getAction()");
    private static final Pattern ENTRY = Pattern.compile("^## `([a-z_]+)`$", Pattern.MULTILINE);

    @Test
    void everyAlertHasAnEntryAndEveryEntryAnAlert() throws IOException {
        Map<String, Path> raised = alerts();
        assertThat(raised).containsKeys("swap_refused", "learning_dead", "spool_overflow");
        assertThat(entries().keySet())
                .as("headings ## `NAME` in docs/runbook.md, against the alerts raised in %s", raised)
                .isEqualTo(raised.keySet());
    }

    @Test
    void everyEntrySaysWhatItMeansAndWhatToDo() throws IOException {
        entries()
                .forEach((name, text) ->
                        assertThat(text).as(name).contains("**Means.**", "**Look.**", "**Do.**", PROGRAM));
    }

    /** By name, its text up to the next heading. */
    private static Map<String, String> entries() throws IOException {
        String text = runbook();
        Map<String, String> entries = new TreeMap<>();
        Matcher heading = ENTRY.matcher(text);
        while (heading.find()) {
            int end = text.indexOf("\n## ", heading.end());
            entries.put(heading.group(1), text.substring(heading.end(), end < 0 ? text.length() : end));
        }
        return entries;
    }

    private static String runbook() throws IOException {
        return Files.readString(ROOT.resolve("docs/runbook.md"));
    }

    /** By name, where it is raised. */
    private static Map<String, Path> alerts() throws IOException {
        Map<String, Path> raised = new TreeMap<>();
        List<Path> sources = new ArrayList<>();
        for (String module : List.of("ingestion", "streams", "learner", "policy-server", "deploy/standalone")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
                sources.addAll(
                        files.filter(file -> file.toString().endsWith(".java")).toList());
            }
        }
        for (Path source : sources) {
            for (MatchResult found : RAISED.matcher(read(source)).results().toList()) {
                if (found.group(1) != null) {
                    raised.put(found.group(1), source);
                } else if (found.group(2) != null) {
                    raised.put(constant(found.group(2), source, sources), source);
                } else {
                    assertThat(HANDED_ON)
                            .as(
                                    "%s raises an alert by %s: give its name as a literal or constant",
                                    source, found.group())
                            .contains(found.group(3));
                }
            }
        }
        return raised;
    }

    /** Of this file, or of the class that is named before the dot. */
    private static String constant(String reference, Path source, List<Path> sources) {
        int dot = reference.indexOf('.');
        Path home = dot < 0
                ? source
                : sources.stream()
                        .filter(file -> file.endsWith(reference.substring(0, dot) + ".java"))
                        .findFirst()
                        .orElseThrow();
        Matcher value = Pattern.compile("String " + reference.substring(dot + 1) + " = \"([a-z_]+)\";")
                .matcher(read(home));
        assertThat(value.find())
                .as("%s in %s, the name of an alert", reference, home)
                .isTrue();
        return value.group(1);
    }

    private static String read(Path source) {
        try {
            return Files.readString(source);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
