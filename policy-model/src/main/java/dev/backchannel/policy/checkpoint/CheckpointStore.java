package dev.backchannel.policy.checkpoint;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/** Checkpoints as folders below one root, named by their ids. Writing is atomic; reading verifies. */
public final class CheckpointStore {
    private final Path root;

    public CheckpointStore(Path root) {
        this.root = root;
    }

    /** Writes a checkpoint to a temporary name, syncs and renames it; writing it again changes nothing. */
    public StoredCheckpoint write(CheckpointContent content) {
        throw new UnsupportedOperationException("coming within minutes " + root);
    }

    /**
     * Reads and verifies a checkpoint.
     *
     * @param fileDigests SHA-256, in hex, of each file, as the {@code Checkpoint} record says
     * @throws CorruptCheckpointException if anything is missing, changed, malformed or not finite
     */
    public CheckpointContent read(String uri, Map<String, String> fileDigests) {
        throw new UnsupportedOperationException("coming within minutes");
    }

    /** Deletes checkpoints and leftovers that {@code keep} does not name (by checkpoint id). */
    public void collectOrphans(Set<String> keep) {
        throw new UnsupportedOperationException("coming within minutes");
    }
}
