package dev.backchannel.server.embedding;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.profile.ContextEmbedder;
import dev.backchannel.server.scoring.Rank;
import dev.backchannel.server.scoring.SideThread;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** Embeds contexts on the side thread, each once as long as it is remembered: the base alone decides, so none gets stale. */
public final class EmbeddingEngine {
    private final PolicyModel model;
    private final SideThread thread;
    private final Timer timer;
    private final AsyncCache<String, float[]> remembered;
    private @Nullable ContextEmbedder embedder;

    /** @param remembered so many contexts are kept */
    public EmbeddingEngine(PolicyModel model, SideThread thread, int remembered, MeterRegistry metrics) {
        this.model = model;
        this.thread = thread;
        this.remembered = Caffeine.newBuilder().maximumSize(remembered).buildAsync();
        this.timer = Timer.builder("backchannel_embedding")
                .description("One context embedding, without its wait")
                .register(metrics);
    }

    /** Measures the centre of all embeddings now, beside whatever else starts, so that the first user does not wait for it. */
    @SuppressWarnings("FutureReturnValueIgnored") // the first user who needs it tries again
    public void warmUp() {
        thread.submit(Rank.REQUEST, this::embedder);
    }

    /** Of the base that embeds. */
    public String baseDigest() {
        return model.baseDigest();
    }

    /** Components of an embedding. */
    public int width() {
        return model.config().hiddenSize();
    }

    /**
     * Any thread; never blocks.
     *
     * @return [width], unit norm; shared, so not to be changed nor completed
     * @throws RejectedExecutionException if too much waits, or the server is closing
     */
    public CompletableFuture<float[]> of(String context, Rank rank) {
        return remembered.get(context, (text, executor) -> thread.submit(rank, () -> embed(text)));
    }

    private float[] embed(String context) throws Exception {
        return timer.recordCallable(() -> embedder().embed(context));
    }

    /** Side thread only. */
    private ContextEmbedder embedder() {
        if (embedder == null) {
            embedder = new ContextEmbedder(model);
        }
        return embedder;
    }
}
