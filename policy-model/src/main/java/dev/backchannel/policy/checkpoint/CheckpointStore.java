package dev.backchannel.policy.checkpoint;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * Where checkpoints lie, addressed by their ids. Writing is atomic: a checkpoint is there whole or is an orphan; reading
 * verifies. Every method may throw {@link StoreAwayException}; nothing is lost by calling it again.
 */
public interface CheckpointStore extends AutoCloseable {
    /**
     * Writes a checkpoint; writing the same again changes nothing.
     *
     * @throws IllegalArgumentException if a weight is not finite, or an extra's name is not a plain file name
     */
    StoredCheckpoint write(CheckpointContent content);

    /**
     * Reads and verifies a checkpoint.
     *
     * @param uri relative to the store, as {@link StoredCheckpoint} gave it
     * @param fileDigests SHA-256, in hex, of each file, as the {@code Checkpoint} record says
     * @throws CorruptCheckpointException if anything is missing, changed, malformed, not finite or outside the store
     */
    CheckpointContent read(String uri, Map<String, String> fileDigests);

    /**
     * Where the files of a checkpoint lie that was read here, for programs that read folders.
     *
     * @throws CorruptCheckpointException if the uri points outside the store
     */
    Path folder(String uri);

    /** Deletes a checkpoint; one that is not there is deleted already. */
    void delete(String checkpointId);

    /** Deletes checkpoints and unfinished writes that {@code keep} does not name (by checkpoint id). */
    void collectOrphans(Set<String> keep);

    /**
     * Says which checkpoints this process wants to read again even while the store is away; copies of others that it holds for
     * itself may go. Those in the store all stay.
     */
    void keepCopies(Set<String> checkpointIds);

    /** Where adapters from outside wait for the learner. */
    AdapterInbox inbox();

    /** Lets go of connections, if there are any. */
    @Override
    default void close() {}
}
