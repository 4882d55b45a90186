package dev.backchannel.standalone.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The names under which Prometheus sees the meters of the code, and every other word that stands in it as text. */
final class Meters {
    private static final Pattern LITERAL = Pattern.compile("\"([^\"\\n]+)\"");
    private static final Pattern CONSTANT = Pattern.compile("^\\s+([A-Z][A-Z_]+)[,;(]", Pattern.MULTILINE);
    private static final Pattern PREFIX = Pattern.compile("String PREFIX = \"(backchannel\\.[a-z.]+)\"");
    private static final Pattern SUFFIX = Pattern.compile("_(total|seconds(_(count|sum|max|bucket))?|bytes)$");

    private final Set<String> names = new TreeSet<>();
    private final Set<String> words = new TreeSet<>();
    /** What is put before names that the code puts together elsewhere: {@code .mean}. */
    private final Set<String> prefixes = new TreeSet<>();

    private final Set<String> constants = new TreeSet<>();

    private Meters() {}

    static Meters ofTheCode() {
        Meters meters = new Meters();
        for (String module : List.of("ingestion", "streams", "learner", "policy-server", "deploy/standalone")) {
            try (Stream<Path> files = Files.walk(Deployment.ROOT.resolve(module).resolve("src/main/java"))) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(meters::read);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return meters;
    }

    private void read(Path file) {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Matcher declared = PREFIX.matcher(text);
        boolean makesMeters = text.contains("io.micrometer");
        Set<String> before = declared.find() && makesMeters ? Set.of("", declared.group(1)) : Set.of("");
        Set<String> literals =
                LITERAL.matcher(text).results().map(found -> found.group(1)).collect(Collectors.toSet());
        words.addAll(literals);
        CONSTANT.matcher(text).results().forEach(found -> constants.add(found.group(1)));
        if (makesMeters) {
            before.stream()
                    .filter(prefix -> !prefix.isEmpty())
                    .forEach(prefix -> prefixes.add(prefix.replace('.', '_')));
            before.forEach(prefix -> literals.forEach(
                    literal -> names.add((prefix + literal).replace('.', '_').replace('-', '_'))));
        }
    }

    /** @param name as Prometheus has it, with the unit and suffix that it adds */
    boolean has(String name) {
        return prefixes.stream()
                        .anyMatch(prefix ->
                                name.startsWith(prefix) && words.contains("." + name.substring(prefix.length())))
                || names.contains(name)
                || names.contains(SUFFIX.matcher(name).replaceFirst(""));
    }

    /** Whether a label or its value stands somewhere in the code, as a text or as an enum's constant. */
    boolean speaksOf(String word) {
        return words.contains(word) || constants.contains(word.toUpperCase(Locale.ROOT));
    }
}
