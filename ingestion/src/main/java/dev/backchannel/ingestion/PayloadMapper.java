package dev.backchannel.ingestion;

import dev.backchannel.avro.Acceptance;
import dev.backchannel.avro.Edit;
import dev.backchannel.avro.FinishReason;
import dev.backchannel.avro.FollowUp;
import dev.backchannel.avro.Message;
import dev.backchannel.avro.Regeneration;
import dev.backchannel.avro.Thumb;
import dev.backchannel.avro.ThumbValue;
import dev.backchannel.avro.Turn;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/** What each type of event says beyond the common fields. */
final class PayloadMapper {
    private static final Map<String, ThumbValue> THUMBS = thumbs();

    private PayloadMapper() {}

    /** @param maxTextBytes bound on the text of a turn's messages, checked as they are read */
    static SpecificRecord map(EventType type, Fields fields, long maxTextBytes) throws InvalidEvent {
        return switch (type) {
            case TURN -> turn(fields, maxTextBytes);
            case FOLLOW_UP -> new FollowUp(fields.text("text"));
            case EDIT -> new Edit(fields.text("text"));
            case THUMB -> new Thumb(fields.oneOf("value", THUMBS), fields.optionalText("comment"));
            case REGENERATION -> new Regeneration(fields.id("new_turn_id"));
            case ACCEPTANCE -> new Acceptance();
        };
    }

    private static Turn turn(Fields fields, long maxTextBytes) throws InvalidEvent {
        List<Message> messages = Messages.read(fields, maxTextBytes);
        return new Turn(
                messages,
                fields.text("response"),
                null,
                List.of(),
                FinishReason.UNKNOWN,
                null,
                null,
                fields.optionalId("checkpoint"),
                fields.optionalId("arm"),
                null,
                null,
                null,
                null,
                List.of(),
                null);
    }

    private static Map<String, ThumbValue> thumbs() {
        Map<String, ThumbValue> thumbs = new LinkedHashMap<>(); // in the order in which an error names them
        thumbs.put("up", ThumbValue.UP);
        thumbs.put("down", ThumbValue.DOWN);
        thumbs.put("none", ThumbValue.NONE);
        return thumbs;
    }
}
