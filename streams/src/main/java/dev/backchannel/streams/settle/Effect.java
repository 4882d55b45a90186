package dev.backchannel.streams.settle;

import dev.backchannel.avro.Disposition;
import dev.backchannel.avro.MiningTask;
import dev.backchannel.avro.Preference;

/** A record to write. */
public sealed interface Effect {
    /** Goes to {@code preferences}. */
    record Teach(Preference preference) implements Effect {}

    /** Goes to {@code dispositions}. */
    record Account(Disposition disposition) implements Effect {}

    /** Goes to {@code mining-tasks}. */
    record Ask(MiningTask task) implements Effect {}
}
