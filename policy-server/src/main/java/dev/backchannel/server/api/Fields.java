package dev.backchannel.server.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads typed fields of a JSON object. A null counts as absent; a wrong type or range is refused by name and value. */
final class Fields {
    private final ObjectNode object;
    private final String prefix;

    /** @param prefix goes before field names in error messages, for example {@code messages[2].} */
    Fields(ObjectNode object, String prefix) {
        this.object = object;
        this.prefix = prefix;
    }

    /** The value as it is; missing or null if absent. */
    JsonNode raw(String name) {
        return object.path(name);
    }

    boolean has(String name) {
        return object.hasNonNull(name);
    }

    Optional<String> string(String name) {
        return Optional.ofNullable(present(name)).map(node -> {
            if (!node.isTextual()) {
                throw wrong(name, "a string", node);
            }
            return Text.clean(node.textValue());
        });
    }

    String requiredString(String name) {
        return string(name).orElseThrow(() -> missing(name, "a string"));
    }

    OptionalDouble number(String name, double min, double max) {
        JsonNode node = present(name);
        if (node == null) {
            return OptionalDouble.empty();
        }
        String wanted = "a number from " + plain(min) + " to " + plain(max);
        if (!node.isNumber() || !(node.doubleValue() >= min && node.doubleValue() <= max)) {
            throw wrong(name, wanted, node);
        }
        return OptionalDouble.of(node.doubleValue());
    }

    OptionalInt integer(String name, int min, int max) {
        JsonNode node = present(name);
        if (node == null) {
            return OptionalInt.empty();
        }
        if (!node.isIntegralNumber() || !node.canConvertToLong() || node.longValue() < min || node.longValue() > max) {
            throw wrong(
                    name,
                    max == Integer.MAX_VALUE
                            ? "an integer of at least " + min
                            : "an integer from " + min + " to " + max,
                    node);
        }
        return OptionalInt.of(node.intValue());
    }

    OptionalLong longInteger(String name) {
        JsonNode node = present(name);
        if (node == null) {
            return OptionalLong.empty();
        }
        if (!node.isIntegralNumber() || !node.canConvertToLong()) {
            throw wrong(name, "a 64-bit integer", node);
        }
        return OptionalLong.of(node.longValue());
    }

    boolean flag(String name) {
        JsonNode node = present(name);
        if (node == null) {
            return false;
        }
        if (!node.isBoolean()) {
            throw wrong(name, "true or false", node);
        }
        return node.booleanValue();
    }

    Optional<ObjectNode> object(String name) {
        return Optional.ofNullable(present(name)).map(node -> {
            if (!(node instanceof ObjectNode nested)) {
                throw wrong(name, "an object", node);
            }
            return nested;
        });
    }

    ArrayNode requiredArray(String name) {
        JsonNode node = present(name);
        if (node == null) {
            throw missing(name, "an array");
        }
        if (!(node instanceof ArrayNode array)) {
            throw wrong(name, "an array", node);
        }
        if (array.isEmpty()) {
            throw ApiException.invalid(prefix + name, prefix + name + " is empty, but must hold at least one entry.");
        }
        return array;
    }

    ApiException wrong(String name, String wanted, JsonNode found) {
        String path = prefix + name;
        return ApiException.invalid(path, path + " must be " + wanted + ", but is " + Json.describe(found) + ".");
    }

    private ApiException missing(String name, String wanted) {
        String path = prefix + name;
        return ApiException.invalid(
                path, "missing_required_parameter", path + " is missing; it must be " + wanted + ".");
    }

    private @Nullable JsonNode present(String name) {
        JsonNode node = object.get(name);
        return node == null || node.isNull() ? null : node;
    }

    private static String plain(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
