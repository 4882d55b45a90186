package dev.backchannel.server.pool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.parsetools.RecordParser;
import java.io.IOException;
import java.util.function.Consumer;

/** Reads the JSON of server-sent events as their bytes come. */
final class EventStream implements Handler<Buffer> {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DATA = "data:";
    private static final String DONE = "[DONE]";

    private final RecordParser lines;
    private final Consumer<JsonNode> events;

    /** @param events may throw; so does {@link #handle} then */
    EventStream(Consumer<JsonNode> events) {
        this.events = events;
        this.lines = RecordParser.newDelimited("\n", line -> line(line.toString()));
    }

    /** @throws UpstreamException if it is no such stream */
    @Override
    public void handle(Buffer bytes) {
        lines.handle(bytes);
    }

    private void line(String line) {
        if (!line.startsWith(DATA)) {
            return; // blank, a comment, or a field that is not used
        }
        String data = line.substring(DATA.length()).strip();
        if (data.equals(DONE)) {
            return;
        }
        try {
            events.accept(JSON.readTree(data));
        } catch (IOException e) {
            throw new UpstreamException(0, "its stream holds what is no JSON: " + e.getMessage());
        }
    }
}
