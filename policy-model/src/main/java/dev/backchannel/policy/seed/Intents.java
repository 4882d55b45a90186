package dev.backchannel.policy.seed;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** All intents of the seed domain: the café and cinema "Lantern". Read once from the grammar files beside this class. */
public final class Intents {
    private static final List<String> FILES = List.of(
            "cafe-orders.grammar", "cafe-questions.grammar", "cinema.grammar", "visit.grammar", "conversation.grammar");
    private static final List<Intent> ALL = load();

    private Intents() {}

    public static List<Intent> all() {
        return ALL;
    }

    /** The intent with this id, or an {@link IllegalArgumentException} that names it. */
    public static Intent ofId(String id) {
        return ALL.stream()
                .filter(intent -> intent.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown intent '" + id + "'; known are " + ALL));
    }

    public static Intent draw(RandomGenerator random) {
        return ALL.get(random.nextInt(ALL.size()));
    }

    private static List<Intent> load() {
        Map<String, SlotTable> tables = new LinkedHashMap<>();
        String name = "";
        List<String> rows = new ArrayList<>();
        for (String line : lines("slots.grammar")) {
            if (line.startsWith("slot ")) {
                rows = new ArrayList<>();
                name = line.substring(5).strip();
            } else if (!line.isBlank() && !line.startsWith("#")) {
                rows.add(line);
                tables.put(name, SlotTable.read(name, rows));
            }
        }
        List<Intent> intents = new ArrayList<>();
        for (String file : FILES) {
            intents.addAll(new GrammarReader(file, tables).read(lines(file)));
        }
        return List.copyOf(intents);
    }

    private static List<String> lines(String file) {
        try (InputStream stream = Intents.class.getResourceAsStream(file)) {
            if (stream == null) {
                throw new IllegalStateException("the resource " + file + " is missing beside " + Intents.class);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the resource " + file, e);
        }
    }
}
