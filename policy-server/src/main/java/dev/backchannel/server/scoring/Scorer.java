package dev.backchannel.server.scoring;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

/** Whatever scores continuations: the model in this process, or a pool of servers behind it. Thread-safe. */
@FunctionalInterface
public interface Scorer extends AutoCloseable {
    /**
     * Any thread; never blocks.
     *
     * @return the scores; fails with {@link IllegalStateException} if the policy is not loaded any more, or nobody can score
     * @throws RejectedExecutionException if too many wait, or the server is closing
     */
    CompletableFuture<Scores> submit(ScoreRequest request);

    /** Gives back what it keeps; after the last request. */
    @Override
    default void close() {}
}
