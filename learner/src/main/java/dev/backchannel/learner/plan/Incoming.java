package dev.backchannel.learner.plan;

import dev.backchannel.avro.DeadLetter;
import dev.backchannel.avro.Preference;
import dev.backchannel.learner.example.Example;

/** A record of {@code preferences}, and what can be done with it. */
public sealed interface Incoming {
    /** On partition 0. */
    long offset();

    /** When the learner read it, on its own monotonic clock. */
    long arrivedNanos();

    /** Will teach. */
    record Teachable(long offset, long arrivedNanos, Example example) implements Incoming {}

    /** Belongs to a held-back conversation: the gate's business, never trained on. */
    record Held(long offset, long arrivedNanos, Example example) implements Incoming {}

    /** May not teach, for a reason that is not its own text: who sent it, how often, or that it was decided before. */
    record Capped(long offset, long arrivedNanos, Example example, String reason) implements Incoming {}

    /** Neither teaches nor judges: nothing of its user is to be kept. */
    record Erased(long offset, long arrivedNanos, Preference preference, String reason) implements Incoming {}

    /** Can teach nothing, for this reason. */
    record Unusable(long offset, long arrivedNanos, Preference preference, String reason) implements Incoming {}

    /** Is no preference at all, or one whose signals cannot be named. */
    record Undecodable(long offset, long arrivedNanos, String key, DeadLetter letter) implements Incoming {}
}
