package dev.backchannel.standalone.lineage;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An answer for people: one line for each figure, one line for each thing in a list. */
public final class LineagePage {
    private static final int WIDTH = 16;

    private final PrintStream out;

    public LineagePage(PrintStream out) {
        this.out = out;
    }

    public void print(JsonNode answer) {
        fields(answer, "");
    }

    private void fields(JsonNode object, String indent) {
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            JsonNode value = field.getValue();
            String name = words(field.getKey());
            if (value.isArray() && !value.isEmpty() && value.get(0).isObject()) {
                out.println(indent + name + " (" + value.size() + ")");
                value.forEach(item -> item(item, indent + "  "));
            } else if (value.isArray()
                    && value.size() > 1
                    && value.get(0).asText().contains(" ")) {
                out.println(indent + name);
                value.forEach(sentence -> out.println(indent + "  " + sentence.asText()));
            } else if (value.isObject()) {
                row(indent, name, flat(value));
            } else {
                row(indent, name, value.isArray() ? list(value) : value.asText());
            }
        }
    }

    /** Things with lists of things inside are blocks, others a line. */
    private void item(JsonNode item, String indent) {
        for (JsonNode value : item) {
            if (value.isArray() && !value.isEmpty() && value.get(0).isObject()) {
                fields(item, indent);
                out.println();
                return;
            }
        }
        out.println(indent + flat(item));
    }

    private static String flat(JsonNode object) {
        List<String> parts = new ArrayList<>();
        object.properties().forEach(field -> {
            JsonNode value = field.getValue();
            String text = value.isObject() ? "{" + flat(value) + "}" : value.isArray() ? list(value) : value.asText();
            parts.add(words(field.getKey()) + " " + text);
        });
        return String.join(", ", parts);
    }

    private static String list(JsonNode values) {
        List<String> texts = new ArrayList<>();
        values.forEach(value -> texts.add(value.asText()));
        return texts.isEmpty() ? "none" : String.join(" ", texts);
    }

    private void row(String indent, String name, String value) {
        out.println(indent + String.format("%-" + WIDTH + "s", name) + ' ' + value);
    }

    private static String words(String name) {
        return name.replaceAll("([A-Z])", " $1").toLowerCase(java.util.Locale.ROOT);
    }
}
