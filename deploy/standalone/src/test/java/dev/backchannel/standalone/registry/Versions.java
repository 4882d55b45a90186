package dev.backchannel.standalone.registry;

import dev.backchannel.avro.Interaction;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParser;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/** The schema of an interaction as other builds have it, and a thumb written with each. */
final class Versions {
    private static final String FIELDS = "\"fields\":[";
    private static final String NOW = Interaction.getClassSchema().toString();

    /** Tomorrow an interaction has a mood, and a thumb may be a star. */
    static final Schema NEWER =
            parse(first(FIELDS, FIELDS + "{\"name\":\"mood\",\"type\":\"string\",\"default\":\"\"},", NOW)
                    .replace("\"UNKNOWN\",\"UP\"", "\"UNKNOWN\",\"STAR\",\"UP\""));

    /** Nobody reads a number as an id. */
    static final Schema INCOMPATIBLE = parse(
            first("{\"name\":\"event_id\",\"type\":\"string\"", "{\"name\":\"event_id\",\"type\":\"long\"", plain()));

    private Versions() {}

    static GenericRecord thumb(Schema writer, Object eventId, String value) {
        Schema payload = writer.getField("payload").schema();
        Schema thumbType = payload.getTypes().get(payload.getIndexNamed("dev.backchannel.avro.Thumb"));
        GenericRecord thumb = new GenericData.Record(thumbType);
        thumb.put(
                "value", new GenericData.EnumSymbol(thumbType.getField("value").schema(), value));
        GenericRecord event = new GenericData.Record(writer);
        for (Schema.Field field : writer.getFields()) {
            if (field.hasDefaultValue()) {
                event.put(field.pos(), GenericData.get().getDefaultValue(field));
            }
        }
        event.put("event_id", eventId);
        event.put("tenant", "default");
        for (String id : List.of("conversation_id", "turn_id", "user_id", "source")) {
            event.put(id, "a-" + id);
        }
        event.put("occurred_at", 0L);
        event.put("payload", thumb);
        return event;
    }

    /** Without what says which Java class a text becomes. */
    private static String plain() {
        return NOW.replace("{\"type\":\"string\",\"avro.java.string\":\"String\"}", "\"string\"");
    }

    private static String first(String what, String by, String text) {
        int at = text.indexOf(what);
        if (at < 0) {
            throw new IllegalStateException(what + " stands nowhere in " + text);
        }
        return text.substring(0, at) + by + text.substring(at + what.length());
    }

    private static Schema parse(String json) {
        return new SchemaParser().parse(json).mainSchema();
    }
}
