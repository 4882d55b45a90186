package dev.backchannel.streams.settle;

import dev.backchannel.avro.Disposition;
import dev.backchannel.avro.MiningTask;
import dev.backchannel.avro.Observation;
import dev.backchannel.avro.Preference;
import dev.backchannel.streams.observe.Reacted;
import org.jspecify.annotations.Nullable;

/** A record to write. */
public sealed interface Effect {
    /**
     * Goes to {@link dev.backchannel.topics.Topics#preferences}.
     *
     * @param traceparent of the event that taught it; null for none
     */
    record Teach(Preference preference, @Nullable String traceparent) implements Effect {}

    /**
     * Goes to {@link dev.backchannel.topics.Topics#dispositions}.
     *
     * @param reaction what has been settled so
     */
    record Account(Disposition disposition, Reacted reaction) implements Effect {}

    /** Goes to the users, for the experiment's figures. */
    record Observe(Observation observation) implements Effect {}

    /** Goes to {@link dev.backchannel.topics.Topics#miningTasks}. */
    record Ask(MiningTask task) implements Effect {}
}
