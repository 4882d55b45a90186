package dev.backchannel.streams.settle;

import java.time.Instant;

/** Writes records where they belong. */
@FunctionalInterface
interface EffectSink {
    /** @param at the time of the decision */
    void write(Effect effect, Instant at);
}
