package dev.backchannel.policy.format;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backchannel.policy.ModelFormatException;
import java.nio.file.Path;

/** Typed access to one JSON object of {@code config.json}; an error names the file, the field and its value. */
record ConfigFields(JsonNode node, Path file, String prefix) {
    static ConfigFields read(Path folder) {
        Path file = folder.resolve("config.json");
        return new ConfigFields(JsonFiles.read(file), file, "");
    }

    /** The object in a field; empty if it is absent or null. */
    ConfigFields object(String field) {
        if (present(field) && !node.get(field).isObject()) {
            throw unsupported(field, node.get(field), "an object is needed");
        }
        return new ConfigFields(node.path(field), file, prefix + field + ".");
    }

    boolean present(String field) {
        return node.hasNonNull(field);
    }

    String text(String field, String fallback) {
        return present(field) ? node.get(field).asText() : fallback;
    }

    boolean flag(String field, boolean fallback) {
        if (!present(field)) {
            return fallback;
        }
        if (!node.get(field).isBoolean()) {
            throw unsupported(field, node.get(field), "true or false is needed");
        }
        return node.get(field).booleanValue();
    }

    int positive(String field, int fallback) {
        return present(field) ? positive(field) : fallback;
    }

    int positive(String field) {
        JsonNode value = node.path(field);
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.asInt() < 1) {
            throw unsupported(field, value.isMissingNode() ? "missing" : value, "a positive whole number is needed");
        }
        return value.asInt();
    }

    double number(String field, double fallback) {
        return present(field) ? number(field) : fallback;
    }

    double number(String field) {
        JsonNode value = node.path(field);
        if (!value.isNumber() || !(value.asDouble() > 0) || Double.isInfinite(value.asDouble())) {
            throw unsupported(field, value.isMissingNode() ? "missing" : value, "a positive number is needed");
        }
        return value.asDouble();
    }

    /** @param need what the field must be instead, as the end of a sentence */
    ModelFormatException unsupported(String field, Object value, String need) {
        return new ModelFormatException(file + ": " + prefix + field + " is " + value + ", but " + need + ".");
    }
}
