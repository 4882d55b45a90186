package dev.backchannel.standalone.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Reading of sources whose shape is only hoped for. */
public final class Json {
    static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    /** A non-empty string, or a number as text. */
    public static String id(JsonNode node, String field) throws BadRecordException {
        JsonNode value = node.path(field);
        if (!value.isValueNode() || value.isNull() || value.asText().isBlank()) {
            throw new BadRecordException("'" + field + "' is missing");
        }
        return value.asText();
    }

    public static JsonNode array(JsonNode node, String field) throws BadRecordException {
        JsonNode value = node.path(field);
        if (!value.isArray()) {
            throw new BadRecordException("'" + field + "' is not an array");
        }
        return value;
    }

    /** JSON inside a JSON string, as some data sets have it; or the JSON itself. */
    public static JsonNode nested(JsonNode node, String field) throws BadRecordException {
        JsonNode value = node.path(field);
        if (value.isTextual()) {
            return parse(value.textValue(), "'" + field + "'");
        }
        if (value.isMissingNode() || value.isNull()) {
            throw new BadRecordException("'" + field + "' is missing");
        }
        return value;
    }

    public static JsonNode parse(String text, String what) throws BadRecordException {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new BadRecordException(what + " is not JSON: " + e.getOriginalMessage());
        }
    }

    public static String write(JsonNode node) {
        try {
            return MAPPER.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
