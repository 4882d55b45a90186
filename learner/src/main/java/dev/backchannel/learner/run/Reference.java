package dev.backchannel.learner.run;

import dev.backchannel.policy.Adapter;
import org.jspecify.annotations.Nullable;

/**
 * The policy that losses and KL are measured against.
 *
 * @param checkpointId null is the base
 * @param adapter null likewise
 */
record Reference(@Nullable String checkpointId, @Nullable Adapter adapter) implements AutoCloseable {
    static final Reference BASE = new Reference(null, null);

    @Override
    public void close() {
        if (adapter != null) {
            adapter.close();
        }
    }
}
