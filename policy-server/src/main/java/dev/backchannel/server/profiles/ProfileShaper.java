package dev.backchannel.server.profiles;

import dev.backchannel.policy.ChatMessage;
import dev.backchannel.policy.profile.ContextEmbedder;
import dev.backchannel.policy.profile.PromptShaping;
import dev.backchannel.policy.profile.Retrieval;
import dev.backchannel.policy.profile.Wish;
import dev.backchannel.server.embedding.EmbeddingEngine;
import dev.backchannel.server.scoring.Rank;
import dev.backchannel.topics.Keys;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds to a conversation what its user is known to like in such contexts (CIPHER's retrieval, arXiv 2404.15269, section 3).
 * It fails open: whatever goes wrong, the conversation is answered as it came, and counted.
 */
public final class ProfileShaper {
    private static final Logger log = LoggerFactory.getLogger(ProfileShaper.class);

    /** The prompt is the user's, not the profile's. */
    private static final int MOST_WISHES = 16;

    private final Profiles profiles;
    private final EmbeddingEngine embeddings;
    private final ProfileConfig config;
    private final Retrieval retrieval;
    private final Clock clock;
    private final ShapingMetrics metrics;

    public ProfileShaper(
            Profiles profiles, EmbeddingEngine embeddings, ProfileConfig config, Clock clock, ShapingMetrics metrics) {
        this.profiles = profiles;
        this.embeddings = embeddings;
        this.config = config;
        this.retrieval = new Retrieval(config.retrieval());
        this.clock = clock;
        this.metrics = metrics;
    }

    /** Any thread; never fails and never blocks. Complete at once where no context has to be compared. */
    public CompletableFuture<Shaping> shape(String tenant, Optional<String> user, List<ChatMessage> messages) {
        if (!config.shapes() || user.isEmpty()) {
            return CompletableFuture.completedFuture(Shaping.none(messages));
        }
        UserProfile profile = profiles.of(Keys.of(tenant, user.get()));
        if (profile.memories().isEmpty()) {
            return CompletableFuture.completedFuture(
                    profile.version() == 0 ? Shaping.none(messages) : shaped(profile, List.of(), messages));
        }
        return context(profile, messages)
                .exceptionally(error -> {
                    failed(error);
                    return Optional.empty(); // what holds in every context still applies
                })
                .thenApply(context -> shaped(profile, wishes(profile, context), messages))
                .exceptionally(error -> {
                    failed(error);
                    return Shaping.none(messages);
                });
    }

    private List<Wish> wishes(UserProfile profile, Optional<float[]> context) {
        return retrieval.wishes(profile.memories(), context.orElse(null), clock.millis()).stream()
                .limit(MOST_WISHES)
                .toList();
    }

    /** A shaped prompt could not be used: the template refuses or drops it, or it does not fit. */
    public void refused() {
        metrics.refused.increment();
    }

    private CompletableFuture<Optional<float[]>> context(UserProfile profile, List<ChatMessage> messages) {
        String context = profile.needsContext() ? ContextEmbedder.contextOf(messages) : "";
        if (context.isBlank()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        try {
            return embeddings
                    .of(context, Rank.ANSWER)
                    .copy() // others may wait for the same one longer
                    .orTimeout(config.embeddingPatience().toMillis(), TimeUnit.MILLISECONDS)
                    .thenApply(Optional::of);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private Shaping shaped(UserProfile profile, List<Wish> wishes, List<ChatMessage> messages) {
        (wishes.isEmpty() ? metrics.unmoved : metrics.shaped).increment();
        return new Shaping(
                wishes.isEmpty() ? messages : PromptShaping.shape(messages, wishes),
                wishes.stream().map(Wish::sentence).distinct().toList(),
                Optional.of(Long.toString(profile.version())));
    }

    private void failed(Throwable error) {
        Throwable cause = error.getCause() == null ? error : error.getCause();
        if (cause instanceof TimeoutException) {
            metrics.late.increment();
        } else {
            metrics.failed.increment();
            log.warn("a prompt could not be shaped, it is answered as it came: {}", cause.toString());
        }
    }
}
