package dev.backchannel.streams.worker;

import dev.backchannel.policy.profile.Wish;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;

/** Says in words what an edit means; takes its time. */
interface WishSource extends AutoCloseable {
    /**
     * @param wishes empty where the edit says nothing of style
     * @param by rules, or the model; where another one should have said it, why it did not
     */
    record Inferred(List<Wish> wishes, String by) {}

    /**
     * @param context the last user message before the answer
     * @param original the answer as it was given
     * @param edited as the user left it
     */
    Future<Inferred> infer(String context, String original, String edited, Instant deadline);

    @Override
    default void close() {}
}
