package dev.backchannel.redaction;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Makes a redactor of what is configured. */
public final class RedactorReader {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]{0,31}");

    private RedactorReader() {}

    /**
     * @param kinds of personal data with commas between, or all; empty: none
     * @param patterns file of lines {@code name pattern}; those are looked for first
     * @throws IllegalArgumentException if a kind is not known, or the file cannot be read or a line is wrong
     */
    public static Redactor read(String kinds, Optional<Path> patterns) {
        List<Redaction> redactions = new ArrayList<>();
        patterns.ifPresent(file -> redactions.addAll(patterns(file)));
        redactions.addAll(kinds(kinds));
        return redactions.isEmpty() ? Redactor.NONE : new Redactor(redactions);
    }

    private static List<PersonalData> kinds(String names) {
        if (names.strip().equalsIgnoreCase("all")) {
            return List.of(PersonalData.values());
        }
        return Arrays.stream(names.split(",", -1))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .map(RedactorReader::kind)
                .distinct()
                .sorted(Comparator.naturalOrder())
                .toList();
    }

    private static PersonalData kind(String name) {
        return Arrays.stream(PersonalData.values())
                .filter(kind -> word(kind).equals(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "there is no kind of personal data '" + name + "'; use all, or some"
                                + " of "
                                + Arrays.stream(PersonalData.values())
                                        .map(RedactorReader::word)
                                        .collect(Collectors.joining(", "))));
    }

    private static String word(PersonalData kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static List<UserPattern> patterns(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw new IllegalArgumentException("the patterns of redaction " + file + " cannot be read: " + e, e);
        }
        List<UserPattern> patterns = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                patterns.add(pattern(line, "line " + (i + 1) + " of " + file));
            }
        }
        return patterns;
    }

    private static UserPattern pattern(String line, String where) {
        String[] parts = line.split("\\s+", 2);
        if (parts.length < 2 || !NAME.matcher(parts[0]).matches()) {
            throw new IllegalArgumentException(where + " is not 'name pattern', such as: customer KD-[0-9]{6}");
        }
        try {
            return new UserPattern(parts[0], parts[1]);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(where + ": the pattern " + e.getMessage(), e);
        }
    }
}
