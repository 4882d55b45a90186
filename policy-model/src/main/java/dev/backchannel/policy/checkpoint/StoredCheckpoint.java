package dev.backchannel.policy.checkpoint;

import java.util.Map;

/**
 * Where a checkpoint lies.
 *
 * @param checkpointId SHA-256, in hex, over (parent, base digest, adapter, optimiser, step)
 * @param uri its folder, relative to the store's root
 * @param fileDigests SHA-256, in hex, of each file by name
 */
public record StoredCheckpoint(String checkpointId, String uri, Map<String, String> fileDigests) {
    public StoredCheckpoint {
        fileDigests = Map.copyOf(fileDigests);
    }
}
