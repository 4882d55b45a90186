package dev.backchannel.server.profiles;

import dev.backchannel.policy.profile.RetrievalSettings;
import java.time.Duration;

/**
 * How users' profiles shape their prompts.
 *
 * @param neighbours so many of the nearest contexts are asked (k); 0 shapes no prompt
 * @param leastSimilarity contexts whose cosine is below this one are not near
 * @param halfLife after this time a preference that nothing confirmed speaks half as loudly
 * @param embeddingPatience a context that is not embedded by then is answered unshaped
 * @param changePatience a change of a profile that is not in force by then is answered 202
 * @param rememberedContexts so many contexts' embeddings are kept
 */
public record ProfileConfig(
        int neighbours,
        double leastSimilarity,
        Duration halfLife,
        Duration embeddingPatience,
        Duration changePatience,
        int rememberedContexts) {
    public ProfileConfig {
        new RetrievalSettings(neighbours, leastSimilarity, halfLife); // checks these three
        positive("embeddingPatience", embeddingPatience);
        positive("changePatience", changePatience);
        if (rememberedContexts < 0) {
            throw new IllegalArgumentException(
                    "rememberedContexts is " + rememberedContexts + ", but must not be negative.");
        }
    }

    public static ProfileConfig defaults() {
        RetrievalSettings retrieval = RetrievalSettings.standard();
        return new ProfileConfig(
                retrieval.neighbours(),
                retrieval.leastSimilarity(),
                retrieval.halfLife(),
                Duration.ofMillis(500),
                Duration.ofSeconds(3),
                4096);
    }

    public ProfileConfig withNeighbours(int other) {
        return new ProfileConfig(
                other, leastSimilarity, halfLife, embeddingPatience, changePatience, rememberedContexts);
    }

    boolean shapes() {
        return neighbours > 0;
    }

    RetrievalSettings retrieval() {
        return new RetrievalSettings(neighbours, leastSimilarity, halfLife);
    }

    private static void positive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " is " + value + ", but must be positive.");
        }
    }
}
