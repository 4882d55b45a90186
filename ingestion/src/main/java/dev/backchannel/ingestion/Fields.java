package dev.backchannel.ingestion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backchannel.ingestion.InvalidEvent.Reason;
import dev.backchannel.topics.Keys;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Typed access to the fields of one event; null and absent are the same. Counts the bytes of all text it hands out. */
final class Fields {

    private final ObjectNode event;
    private final String path;
    private long textBytes;

    Fields(ObjectNode event, String path) {
        this.event = event;
        this.path = path;
    }

    /** UTF-8 bytes of the texts read so far. */
    long textBytes() {
        return textBytes;
    }

    /** @throws InvalidEvent when the event's text, {@code bytes} more included, goes over {@code limit} */
    void addText(long bytes, long limit) throws InvalidEvent {
        textBytes += bytes;
        if (textBytes > limit) {
            throw new InvalidEvent(
                    Reason.TOO_LARGE,
                    "the event's text has more than " + limit + " bytes (" + textBytes + " counted); shorten it");
        }
    }

    /** Whether a field is there and is neither null nor an empty array. */
    boolean says(String name) {
        JsonNode node = event.path(name);
        return event.hasNonNull(name) && !(node.isArray() && node.isEmpty());
    }

    /** A non-empty id of at most {@link Keys#LONGEST_ID} printable characters. */
    String id(String name) throws InvalidEvent {
        String id = optionalId(name);
        if (id == null) {
            throw missing(name, "a non-empty string");
        }
        return id;
    }

    @Nullable
    String optionalId(String name) throws InvalidEvent {
        String id = optionalText(name);
        if (id == null) {
            return null;
        }
        if (id.isBlank()) {
            throw bad(
                    name,
                    Shown.text(id) + " is empty; send a non-empty string, or leave the field out where it is optional");
        }
        if (id.length() > Keys.LONGEST_ID) {
            throw bad(
                    name,
                    Shown.text(id) + " has " + id.length() + " characters; at most " + Keys.LONGEST_ID
                            + " are allowed");
        }
        if (id.chars().anyMatch(Character::isISOControl)) {
            throw bad(name, Shown.text(id) + " holds a control character");
        }
        return id;
    }

    String text(String name) throws InvalidEvent {
        String text = optionalText(name);
        if (text == null) {
            throw missing(name, "a string");
        }
        return text;
    }

    @Nullable
    String optionalText(String name) throws InvalidEvent {
        JsonNode node = event.get(name);
        if (node == null || node.isNull()) {
            return null;
        }
        if (!node.isTextual()) {
            throw wrongType(name, node, "a string");
        }
        long bytes = utf8Bytes(node.textValue());
        if (bytes < 0) {
            throw bad(name, Shown.text(node.textValue()) + " holds half of a surrogate pair, which is not a character");
        }
        textBytes += bytes;
        return node.textValue();
    }

    boolean flag(String name, boolean otherwise) throws InvalidEvent {
        JsonNode node = event.get(name);
        if (node == null || node.isNull()) {
            return otherwise;
        }
        if (!node.isBoolean()) {
            throw wrongType(name, node, "true or false");
        }
        return node.booleanValue();
    }

    Instant instant(String name, Instant otherwise) throws InvalidEvent {
        JsonNode node = event.get(name);
        if (node == null || node.isNull()) {
            return otherwise;
        }
        try {
            Instant instant = OffsetDateTime.parse(node.isTextual() ? node.textValue() : "")
                    .toInstant();
            return Instant.ofEpochMilli(instant.toEpochMilli());
        } catch (DateTimeException | ArithmeticException e) {
            throw new InvalidEvent(
                    node.isTextual() ? Reason.BAD_VALUE : Reason.WRONG_TYPE,
                    path + name + ": " + Shown.value(node)
                            + " is not an ISO-8601 instant such as 2026-11-20T10:00:00Z");
        }
    }

    <E> E oneOf(String name, Map<String, E> choices) throws InvalidEvent {
        E choice = choices.get(text(name));
        if (choice == null) {
            throw bad(name, Shown.value(event.get(name)) + " is not one of " + String.join(", ", choices.keySet()));
        }
        return choice;
    }

    JsonNode array(String name, String of) throws InvalidEvent {
        JsonNode node = event.get(name);
        if (node == null || node.isNull()) {
            throw missing(name, of);
        }
        if (!node.isArray()) {
            throw wrongType(name, node, of);
        }
        return node;
    }

    InvalidEvent missing(String name, String expected) {
        return new InvalidEvent(Reason.MISSING, path + name + ": is missing; send " + expected);
    }

    InvalidEvent bad(String name, String problem) {
        return new InvalidEvent(Reason.BAD_VALUE, path + name + ": " + problem);
    }

    private InvalidEvent wrongType(String name, JsonNode node, String expected) {
        return new InvalidEvent(Reason.WRONG_TYPE, path + name + ": " + Shown.value(node) + " is not " + expected);
    }

    /** -1 when a surrogate stands alone: its encoding would silently become a question mark. */
    private static long utf8Bytes(String text) {
        long bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                bytes++;
            } else if (c < 0x800) {
                bytes += 2;
            } else if (!Character.isSurrogate(c)) {
                bytes += 3;
            } else if (i + 1 < text.length() && Character.isSurrogatePair(c, text.charAt(i + 1))) {
                bytes += 4;
                i++;
            } else {
                return -1;
            }
        }
        return bytes;
    }
}
