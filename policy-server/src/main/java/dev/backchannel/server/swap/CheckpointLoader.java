package dev.backchannel.server.swap;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.server.policies.ServedPolicy;

/** Makes a checkpoint ready to be served wherever answers are made, and lets only a good one pass. */
@FunctionalInterface
public interface CheckpointLoader {
    /**
     * May take long; not on an event loop.
     *
     * @return the policy, held once by the caller
     * @throws RefusedCheckpointException saying what is wrong
     * @throws dev.backchannel.policy.checkpoint.StoreAwayException if nobody can say now
     */
    ServedPolicy load(Checkpoint checkpoint);
}
