package dev.backchannel.policy.seed;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** All intents of the seed domain: the café and cinema "Lantern". Read once from the grammar files beside this class. */
public final class Intents {
    private static final List<String> FILES = List.of(
            "cafe-orders.grammar", "cafe-questions.grammar", "cinema.grammar", "visit.grammar", "conversation.grammar");
    private static final Map<String, List<Intent>> TOPICS = load();
    private static final List<Intent> ALL =
            TOPICS.values().stream().flatMap(List::stream).toList();

    private Intents() {}

    public static List<Intent> all() {
        return ALL;
    }

    /** The intents by the topic they belong to, such as {@code cinema}, in a fixed order. */
    public static Map<String, List<Intent>> byTopic() {
        return TOPICS;
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

    private static Map<String, List<Intent>> load() {
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
        Map<String, List<Intent>> topics = new LinkedHashMap<>();
        for (String file : FILES) {
            String topic = file.substring(0, file.indexOf('.'));
            topics.put(topic, List.copyOf(new GrammarReader(file, tables).read(lines(file))));
        }
        return Collections.unmodifiableMap(topics);
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
