package dev.backchannel.streams.observe;

import dev.backchannel.avro.Outcome;
import dev.backchannel.avro.PendingSignal;
import dev.backchannel.avro.Preference;
import dev.backchannel.avro.TurnState;
import org.jspecify.annotations.Nullable;

/**
 * A signal that has been settled.
 *
 * @param turn it is about, with its text as long as that is kept
 * @param outcome MINED if it teaches
 * @param preference that it speaks for, or would have; null: none
 */
public record Reacted(
        TurnState turn,
        PendingSignal signal,
        Outcome outcome,
        @Nullable Preference preference) {}
