package dev.backchannel.standalone.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Events as {@code POST /v1/events} takes them; one without an id gets one from its content. */
final class EventsTranslator implements Translator {
    private final SourceIds ids = new SourceIds("events");

    @Override
    public void translate(JsonNode line, EventWriter events) throws BadRecordException {
        if (!(line instanceof ObjectNode event)) {
            throw new BadRecordException("an event is a JSON object");
        }
        ObjectNode copy = event.deepCopy();
        if (!copy.hasNonNull("event_id")) {
            copy.put("event_id", ids.of("event", Json.write(event)));
        }
        events.asItIs(copy);
    }
}
