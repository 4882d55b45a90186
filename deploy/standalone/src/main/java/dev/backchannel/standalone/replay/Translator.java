package dev.backchannel.standalone.replay;

import com.fasterxml.jackson.databind.JsonNode;

/** Turns one record of a source into events. */
interface Translator {
    /**
     * @param record a line of a JSONL file, or an element of a JSON array
     * @throws BadRecordException when it is not of this format; nothing of it has been written then
     */
    void translate(JsonNode record, EventWriter events) throws BadRecordException;
}
