package dev.backchannel.streams.history;

import dev.backchannel.avro.Interaction;

/**
 * One record of interactions.
 *
 * @param at when the broker takes it in, milliseconds after the history's begin
 */
record Arrival(long at, Interaction event) {}
