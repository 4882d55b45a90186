package dev.backchannel.policy.checkpoint;

import java.nio.file.Path;
import java.util.List;

/** The part of a store where adapters from outside wait for the leading learner. */
public interface AdapterInbox {
    /** What is copied of an adapter, as far as it is there. */
    List<String> FILES = List.of(CheckpointFiles.ADAPTER_CONFIG, CheckpointFiles.ADAPTER, CheckpointFiles.MANIFEST);

    /**
     * Copies an adapter's files.
     *
     * @return its name in the inbox
     * @throws java.io.UncheckedIOException if they cannot be copied
     * @throws StoreAwayException if the store cannot be used now
     */
    String stage(Path adapter);

    /**
     * A folder with the files that were staged under the name; empty or missing if there are none.
     *
     * @throws IllegalArgumentException if the name is none that {@link #stage} gives
     * @throws StoreAwayException if the store cannot be used now
     */
    Path fetch(String name);

    /** Deletes an adapter; one that is not there is deleted already. */
    void discard(String name);
}
