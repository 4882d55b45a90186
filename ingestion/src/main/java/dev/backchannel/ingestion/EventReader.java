package dev.backchannel.ingestion;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.backchannel.access.Principal;
import dev.backchannel.ingestion.InvalidEvent.Reason;
import dev.backchannel.topics.Cause;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A body to its events. Broken JSON spoils an array as a whole, because nothing after the break can be trusted, but only one line of NDJSON. */
final class EventReader {
    private static final int DEEPEST = 64;

    private final ObjectReader line;
    private final ObjectReader element;
    private final EventMapper mapper;
    private final int maxEvents;

    EventReader(EventMapper mapper, int maxEvents) {
        this.mapper = mapper;
        this.maxEvents = maxEvents;
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(DEEPEST)
                        .maxNumberLength(100)
                        .build())
                .build();
        element = new JsonMapper(factory).readerFor(JsonNode.class);
        line = element.with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }

    /**
     * @param sender whose tenant, or whose one turn, the events are held to
     * @throws Refusal 400 when the body as a whole cannot be read, 413 when it holds too many events
     */
    Batch read(byte[] body, BodyFormat format, Principal sender) throws Refusal {
        Batch batch = new Batch();
        if (format == BodyFormat.NDJSON) {
            readLines(body, batch, sender);
        } else {
            readJson(body, batch, sender);
        }
        if (batch.size() == 0) {
            throw Refusal.malformed("the body holds no event; send a JSON object, an array of objects, or NDJSON");
        }
        return batch;
    }

    private void readJson(byte[] body, Batch batch, Principal sender) throws Refusal {
        try (JsonParser parser = element.createParser(body)) {
            JsonToken first = parser.nextToken();
            if (first == JsonToken.START_ARRAY) {
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    add(element.readTree(parser), batch, sender);
                }
            } else if (first != null) {
                add(element.readTree(parser), batch, sender);
            }
            if (parser.nextToken() != null) {
                throw Refusal.malformed("there is more after the first JSON value, at "
                        + place(parser.currentTokenLocation())
                        + "; send several events as an array, or one a line with content-type application/x-ndjson");
            }
        } catch (JsonProcessingException e) {
            throw Refusal.malformed("not JSON, at " + place(e.getLocation()) + ": " + problem(e));
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private void readLines(byte[] body, Batch batch, Principal sender) throws Refusal {
        int number = 1;
        int start = 0;
        for (int end = 0; end <= body.length; end++) {
            if (end == body.length || body[end] == '\n') {
                if (!isBlank(body, start, end)) {
                    readLine(body, start, end - start, number, batch, sender);
                }
                start = end + 1;
                number++;
            }
        }
    }

    private void readLine(byte[] body, int start, int length, int number, Batch batch, Principal sender)
            throws Refusal {
        JsonNode event = null;
        try {
            event = line.readTree(body, start, length);
        } catch (JsonProcessingException e) {
            requireRoom(batch);
            int column = e.getLocation() == null ? 1 : e.getLocation().getColumnNr();
            batch.reject(
                    null, "not JSON, at line " + number + ", column " + column + ": " + problem(e), Reason.MALFORMED);
        } catch (IOException e) {
            throw unreadable(e);
        }
        if (event != null) {
            add(event, batch, sender);
        }
    }

    private void add(JsonNode event, Batch batch, Principal sender) throws Refusal {
        requireRoom(batch);
        try {
            batch.add(mapper.map(event, sender));
        } catch (InvalidEvent e) {
            JsonNode id = event.get("event_id");
            batch.reject(id != null && id.isTextual() ? id.textValue() : null, Cause.message(e), e.reason());
        }
    }

    private void requireRoom(Batch batch) throws Refusal {
        if (batch.size() == maxEvents) {
            throw Refusal.tooLarge(
                    "the body holds more than " + maxEvents + " events; nothing was accepted, send fewer at a time");
        }
    }

    private static boolean isBlank(byte[] body, int start, int end) {
        for (int i = start; i < end; i++) {
            if (body[i] != ' ' && body[i] != '\t' && body[i] != '\r') {
                return false;
            }
        }
        return true;
    }

    private static String place(JsonLocation at) {
        return at == null ? "an unknown place" : "line " + at.getLineNr() + ", column " + at.getColumnNr();
    }

    /** Jackson's word for it, on one line and without the names of its own classes. */
    private static String problem(JsonProcessingException e) {
        String message = e.getOriginalMessage().replace('\n', ' ');
        return message.startsWith("Document nesting depth") ? "nested deeper than " + DEEPEST + " levels" : message;
    }

    private static UncheckedIOException unreadable(IOException e) {
        return new UncheckedIOException("reading from memory failed", e);
    }
}
