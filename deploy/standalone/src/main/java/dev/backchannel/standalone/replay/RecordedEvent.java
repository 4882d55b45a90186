package dev.backchannel.standalone.replay;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One event to be sent.
 *
 * @param json as {@code POST /v1/events} takes it
 * @param position line (or element) of the source it came from, from 1
 */
record RecordedEvent(ObjectNode json, long position) {
    String type() {
        return json.path("type").asText("unknown");
    }

    /** What makes it the same event when it is sent again. */
    String identity() {
        return json.path("tenant").asText("default")
                + '/'
                + json.path("conversation_id").asText()
                + '/'
                + json.path("event_id").asText();
    }
}
