package dev.backchannel.access;

import java.util.Optional;

/** Gives the browser that shows a turn something to send its feedback with. */
@FunctionalInterface
public interface TurnStamp {
    TurnStamp NONE = grant -> Optional.empty();

    /** A feedback token; empty where none are configured. */
    Optional<String> of(TurnGrant grant);
}
