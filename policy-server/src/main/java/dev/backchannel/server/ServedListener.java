package dev.backchannel.server;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Hears when a checkpoint has been served: its first whole answer to a user is complete. Called once per checkpoint. */
@FunctionalInterface
public interface ServedListener {
    /**
     * @param checkpointId the checkpoint, or {@code base}
     * @param newestAcceptedAt the newest evidence it has learned from; null when it has learned nothing
     * @param servedAt when the last token of that answer was drawn
     */
    void onServed(String checkpointId, @Nullable Instant newestAcceptedAt, Instant servedAt);
}
