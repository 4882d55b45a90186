package dev.backchannel.ingestion;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How a body holds its events. */
enum BodyFormat {
    /** One object, or an array of objects. */
    JSON,
    /** One object a line. */
    NDJSON;

    private static final Set<String> LINES = Set.of("application/x-ndjson", "application/ndjson", "application/jsonl");

    /**
     * @param contentType the header as it came; null counts as JSON
     * @throws Refusal 415 for anything that is not JSON in UTF-8
     */
    static BodyFormat of(@Nullable String contentType) throws Refusal {
        if (contentType == null) {
            return JSON;
        }
        String[] parts = contentType.toLowerCase(Locale.ROOT).split(";", -1);
        String type = parts[0].strip();
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].replace("\"", "").strip();
            if (parameter.startsWith("charset=") && !parameter.equals("charset=utf-8")) {
                throw Refusal.unsupportedType(
                        "content-type: " + Shown.text(contentType) + " is not UTF-8; send JSON in UTF-8");
            }
        }
        if (LINES.contains(type)) {
            return NDJSON;
        }
        if (type.equals("application/json") || (type.startsWith("application/") && type.endsWith("+json"))) {
            return JSON;
        }
        throw Refusal.unsupportedType(
                "content-type: " + Shown.text(contentType)
                        + " is not supported; send application/json (an object or an array) or application/x-ndjson (one object a line)");
    }
}
