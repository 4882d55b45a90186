package dev.backchannel.ingestion;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The types of events that the door knows. */
enum EventType {
    TURN(false),
    FOLLOW_UP(false),
    EDIT(true),
    THUMB(true),
    REGENERATION(true),
    ACCEPTANCE(false);

    /** By the name on the wire, in order. */
    static final Map<String, EventType> BY_NAME = byName();

    private final boolean needsTurn;

    EventType(boolean needsTurn) {
        this.needsTurn = needsTurn;
    }

    /** Whether turn_id must be given: these speak about one certain answer, not about the latest. */
    boolean needsTurn() {
        return needsTurn;
    }

    private static Map<String, EventType> byName() {
        Map<String, EventType> types = new LinkedHashMap<>();
        for (EventType type : values()) {
            types.put(type.name().toLowerCase(Locale.ROOT), type);
        }
        return types;
    }
}
