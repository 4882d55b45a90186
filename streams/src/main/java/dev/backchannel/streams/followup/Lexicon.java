package dev.backchannel.streams.followup;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The words of one language by which follow-ups are told apart: sections in brackets, one {@link Cue} a line, with its
 * confidence before it where it is not {@value #CONFIDENCE}; {@code #} begins a comment.
 */
public final class Lexicon {
    private static final double CONFIDENCE = 0.8;
    /** Sections that are lists of words, and not looked for in messages. */
    private static final Set<String> LISTS = Set.of("stop words", "contractions");

    private final Map<String, List<Cue>> sections;
    private final Map<String, CueIndex> indexes = new HashMap<>();
    /** Every word that some cue cannot do without. */
    private final Set<String> vocabulary = new HashSet<>();

    private Lexicon(Map<String, List<Cue>> sections) {
        this.sections = sections;
        sections.forEach((name, cues) -> {
            if (!LISTS.contains(name)) {
                indexes.put(name, new CueIndex(cues));
                cues.forEach(cue -> cue.needs().oneOfEach().forEach(vocabulary::addAll));
            }
        });
    }

    /**
     * @param fileOrNull null: English
     * @throws IllegalArgumentException naming the file and what is wrong with it
     */
    public static Lexicon of(@Nullable String fileOrNull) {
        if (fileOrNull == null) {
            return english();
        }
        try {
            return parse(Files.readString(Path.of(fileOrNull)));
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException("the lexicon " + fileOrNull + " cannot be used: " + e.getMessage(), e);
        }
    }

    public static Lexicon english() {
        try (InputStream file = Lexicon.class.getResourceAsStream("en.lexicon")) {
            if (file == null) {
                throw new IllegalStateException("the resource en.lexicon is missing beside " + Lexicon.class.getName());
            }
            return parse(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read en.lexicon", e);
        }
    }

    /** @throws IllegalArgumentException naming the line that is wrong */
    public static Lexicon parse(String text) {
        Map<String, List<Cue>> sections = new LinkedHashMap<>();
        List<Cue> current = null;
        int number = 0;
        for (String raw : text.lines().toList()) {
            number++;
            String line = raw.replaceFirst("#.*", "").strip();
            if (line.isEmpty()) {
                continue;
            }
            if (line.startsWith("[") && line.endsWith("]")) {
                current = sections.computeIfAbsent(line.substring(1, line.length() - 1), k -> new ArrayList<>());
            } else if (current == null) {
                throw new IllegalArgumentException(
                        "lexicon line " + number + " stands before any [section]: '" + line + "'");
            } else {
                current.add(cue(line));
            }
        }
        return new Lexicon(sections);
    }

    List<Cue> section(String name) {
        return sections.getOrDefault(name, List.of());
    }

    /** @param tokens as {@link Words} reads them */
    Said said(List<String> tokens) {
        return Said.of(tokens, vocabulary);
    }

    /** The strongest cue of a section in the message, the first of equals; or null. */
    Cue.@Nullable Match find(String section, Said said) {
        CueIndex cues = indexes.get(section);
        return cues == null ? null : cues.find(said);
    }

    private static Cue cue(String line) {
        int space = line.indexOf(' ');
        return space > 0 && line.substring(0, space).matches("0?\\.\\d+|1(\\.0+)?")
                ? Cue.of(line.substring(space + 1).strip(), Double.parseDouble(line.substring(0, space)))
                : Cue.of(line, CONFIDENCE);
    }
}
