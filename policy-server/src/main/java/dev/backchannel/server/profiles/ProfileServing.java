package dev.backchannel.server.profiles;

import dev.backchannel.policy.PolicyModel;
import dev.backchannel.server.embedding.EmbeddingEngine;
import dev.backchannel.server.scoring.SideThread;
import dev.backchannel.topics.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/** Everything of profiles in a policy server: followed, changed, and put into prompts. */
public final class ProfileServing implements AutoCloseable {
    private final ProfileConfig config;
    private final SentenceRule rule;
    private final Profiles known = new Profiles();
    private final EmbeddingEngine embeddings;
    private final ProfileFollower follower;
    private final ProfileChanges changes;
    private final ProfileShaper shaper;

    /** @param side runs the embeddings */
    public ProfileServing(
            PolicyModel model,
            SideThread side,
            ProfileConfig config,
            Topics topics,
            Map<String, Object> kafka,
            Clock clock,
            MeterRegistry metrics) {
        this.config = config;
        this.rule = new SentenceRule(model.tokenizer());
        this.embeddings = new EmbeddingEngine(model, side, config.rememberedContexts(), metrics);
        ProfileReader reader = new ProfileReader(model.baseDigest(), embeddings.width(), rule);
        this.follower = new ProfileFollower(topics.profiles, kafka, reader, known);
        this.changes = new ProfileChanges(topics.interactions, kafka, clock);
        this.shaper = new ProfileShaper(known, embeddings, config, clock, new ShapingMetrics(metrics, known));
    }

    public void start() {
        embeddings.warmUp();
        follower.start();
    }

    /** Whether every profile that was there at the start is known, or none can be read because the broker is away. */
    public boolean knowsWhatItCan() {
        return follower.knowsWhatItCan();
    }

    public boolean alive() {
        return follower.alive();
    }

    public Profiles known() {
        return known;
    }

    public ProfileChanges changes() {
        return changes;
    }

    public ProfileShaper shaper() {
        return shaper;
    }

    public EmbeddingEngine embeddings() {
        return embeddings;
    }

    public SentenceRule rule() {
        return rule;
    }

    /** So long a change is waited for. */
    public Duration changePatience() {
        return config.changePatience();
    }

    @Override
    public void close() {
        follower.close();
        changes.close();
    }
}
