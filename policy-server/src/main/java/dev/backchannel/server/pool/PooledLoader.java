package dev.backchannel.server.pool;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.policy.checkpoint.CheckpointStore;
import dev.backchannel.policy.checkpoint.StoreAwayException;
import dev.backchannel.server.policies.ServedPolicy;
import dev.backchannel.server.swap.CheckpointContents;
import dev.backchannel.server.swap.CheckpointLoader;
import dev.backchannel.server.swap.RefusedCheckpointException;
import dev.backchannel.topics.Cause;
import java.util.concurrent.CompletionException;

/** Checks a checkpoint's files here, then lets the pool load and verify it. */
final class PooledLoader implements CheckpointLoader {
    private final CheckpointContents contents;
    private final CheckpointStore store;
    private final String adapterRoot;
    private final UpstreamPool pool;

    /** @param adapterRoot of the store as upstreams see it; empty: as this process does */
    PooledLoader(CheckpointContents contents, CheckpointStore store, String adapterRoot, UpstreamPool pool) {
        this.contents = contents;
        this.store = store;
        this.adapterRoot = adapterRoot;
        this.pool = pool;
    }

    @Override
    public ServedPolicy load(Checkpoint checkpoint) {
        contents.read(checkpoint);
        String id = checkpoint.getCheckpointId();
        try {
            pool.take(new PooledCheckpoint(id, path(checkpoint), checkpoint.getProbes()))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RefusedCheckpointException refused) {
                throw refused;
            }
            Throwable cause = Cause.of(e);
            throw new StoreAwayException("no upstream can load it: " + cause.getMessage(), cause);
        }
        return ServedPolicy.elsewhere(id, checkpoint.getNewestAcceptedAt(), () -> pool.drop(id));
    }

    private String path(Checkpoint checkpoint) {
        return adapterRoot.isEmpty()
                ? store.folder(checkpoint.getUri()).toString()
                : adapterRoot.replaceFirst("/+$", "") + '/' + checkpoint.getCheckpointId();
    }
}
