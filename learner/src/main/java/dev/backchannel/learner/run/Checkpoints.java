package dev.backchannel.learner.run;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.policy.checkpoint.CheckpointContent;
import dev.backchannel.policy.checkpoint.CheckpointStore;
import dev.backchannel.policy.checkpoint.StoredCheckpoint;
import java.nio.file.Path;
import java.util.Set;

/** The store, addressed as records do: by folders relative to it. */
final class Checkpoints {
    private final Path root;
    private final CheckpointStore store;

    Checkpoints(Path root) {
        this.root = root.toAbsolutePath().normalize();
        this.store = new CheckpointStore(root);
    }

    StoredCheckpoint write(CheckpointContent content) {
        StoredCheckpoint stored = store.write(content);
        return new StoredCheckpoint(stored.checkpointId(), stored.checkpointId(), stored.fileDigests());
    }

    /** @throws dev.backchannel.policy.checkpoint.CorruptCheckpointException as the store does */
    CheckpointContent read(Checkpoint record) {
        return store.read(root.resolve(record.getUri()).toUri().toString(), record.getFileDigests());
    }

    /** Deletes the folders of these ids; some may be gone already. */
    void delete(Set<String> checkpointIds) {
        checkpointIds.forEach(store::delete);
    }

    void collectOrphans(Set<String> keep) {
        store.collectOrphans(keep);
    }
}
