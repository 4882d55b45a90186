package dev.backchannel.standalone.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/** The figures of one benchmark, in the order in which they are shown: numbers, texts, or objects of both. */
public final class BenchResult {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ObjectNode figures = JSON.createObjectNode();

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

    public ObjectNode object() {
        return JSON.createObjectNode();
    }

    public ObjectNode json() {
        return figures.deepCopy();
    }

    /** A line for each figure. */
    public String table() {
        StringBuilder table = new StringBuilder();
        figures.properties()
                .forEach(figure -> table.append("%-28s %s%n"
                        .formatted(
                                figure.getKey(),
                                figure.getValue().isTextual()
                                        ? figure.getValue().asText()
                                        : figure.getValue().toString())));
        return table.toString();
    }
}
