package dev.backchannel.standalone.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** The figures of one benchmark, in the order in which they are shown: numbers, texts, or objects of both. */
public final class BenchResult {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ObjectNode figures = JSON.createObjectNode();
    private final Set<String> shown = new HashSet<>();

    public BenchResult(String name) {
        figures.put("name", name);
    }

    public BenchResult put(String figure, String text) {
        figures.put(figure, text);
        return this;
    }

    public BenchResult put(String figure, long number) {
        figures.put(figure, number);
        return this;
    }

    public BenchResult put(String figure, boolean fact) {
        figures.put(figure, fact);
        return this;
    }

    /** Rounded to four significant digits: no benchmark knows more. */
    public BenchResult put(String figure, double number) {
        figures.put(figure, Double.parseDouble(String.format(Locale.ROOT, "%.4g", number)));
        return this;
    }

    /** An object of figures of its own. */
    public BenchResult put(String figure, ObjectNode object) {
        figures.set(figure, object);
        return this;
    }

    /** An object that a table of its own has shown: only {@link #json} has it. */
    public BenchResult putQuietly(String figure, ObjectNode object) {
        shown.add(figure);
        return put(figure, object);
    }

    public ObjectNode object() {
        return JSON.createObjectNode();
    }

    public ObjectNode json() {
        return figures.deepCopy();
    }

    /** A line for each figure. */
    public String table() {
        StringBuilder table = new StringBuilder();
        figures.properties().stream()
                .filter(figure -> !shown.contains(figure.getKey()))
                .forEach(figure -> table.append("%-28s %s%n"
                        .formatted(
                                figure.getKey(),
                                figure.getValue().isTextual()
                                        ? figure.getValue().asText()
                                        : figure.getValue().toString())));
        return table.toString();
    }
}
