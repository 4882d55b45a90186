package dev.backchannel.standalone.bench.measure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * An answer as it came over the wire.
 *
 * @param headers names in lower case
 * @param sentNanos when the request was sent
 * @param parts of the body
 */
public record HttpReply(int status, Map<String, String> headers, long sentNanos, List<Part> parts) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String EVENT = "data: ";

    /** Bytes that came together, and when. */
    public record Part(long nanos, byte[] bytes) {
        public String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    /** The whole body. */
    public String text() {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        parts.forEach(part -> whole.writeBytes(part.bytes()));
        return whole.toString(StandardCharsets.UTF_8);
    }

    /** The same without its body, and of its headers only this one: what is kept of many answers must be small. */
    public HttpReply with(String header) {
        String value = headers.get(header);
        return new HttpReply(status, value == null ? Map.of() : Map.of(header, value.intern()), sentNanos, List.of());
    }

    /** When the last byte was there. */
    public long endNanos() {
        return parts.isEmpty() ? sentNanos : parts.get(parts.size() - 1).nanos();
    }

    /**
     * A streamed answer, read.
     *
     * @param textNanos when each piece of text came
     * @param tokens that the server counted
     * @param finished whether it came to its proper end
     */
    public record Streamed(String text, long[] textNanos, int tokens, boolean finished) {}

    public Streamed streamed() {
        StringBuilder text = new StringBuilder();
        long[] nanos = new long[parts.size()];
        int pieces = 0;
        int tokens = 0;
        boolean finished = false;
        boolean failed = status != 200;
        for (Part part : parts) {
            for (String event : part.text().split("\n\n", 0)) {
                if (!event.startsWith(EVENT) || event.endsWith("[DONE]")) {
                    finished |= event.endsWith("[DONE]");
                    continue;
                }
                JsonNode json = json(event.substring(EVENT.length()));
                failed |= json.has("error");
                String piece = json.at("/choices/0/delta/content").asText("");
                if (!piece.isEmpty()) {
                    text.append(piece);
                    nanos = pieces < nanos.length ? nanos : Arrays.copyOf(nanos, 2 * pieces);
                    nanos[pieces++] = part.nanos();
                }
                tokens = json.at("/usage/completion_tokens").asInt(tokens);
            }
        }
        return new Streamed(text.toString(), Arrays.copyOf(nanos, pieces), tokens, finished && !failed);
    }

    /** Milliseconds that the engine says it took, waiting included; NaN if it did not. */
    public double engineMillis() {
        String timing = headers.getOrDefault("server-timing", "");
        int at = timing.indexOf("engine;dur=");
        return at < 0 ? Double.NaN : Double.parseDouble(timing.substring(at + "engine;dur=".length()));
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException("the server streamed what is not JSON: " + text, e);
        }
    }
}
