package dev.backchannel.policy.profile;

import java.util.List;
import java.util.Objects;

/**
 * What was once learned about a user, and where.
 *
 * @param origin the evidence that taught the wishes, such as the edit's event id; whatever is confirmed for another context
 *     keeps the origin of what was retrieved, so that copies of one preference count once
 * @param context the user message it was learned on; empty: holds everywhere
 * @param embedding of the context by {@link ContextEmbedder}, unit norm; empty where the context is
 * @param stated in the user's own words, not inferred
 * @param acceptedAtMillis of the latest evidence, a confirmation included
 * @param confirmations how often an answer shaped by it was left as it was
 */
public record Memory(
        String origin,
        String context,
        float[] embedding,
        List<Wish> wishes,
        boolean stated,
        long acceptedAtMillis,
        int confirmations) {
    public Memory {
        Objects.requireNonNull(origin, "origin");
        Objects.requireNonNull(context, "context");
        Objects.requireNonNull(embedding, "embedding");
        wishes = List.copyOf(wishes);
    }

    /** Whether it holds in every context. */
    public boolean everywhere() {
        return context.isEmpty();
    }
}
