package dev.backchannel.server.policies;

import dev.backchannel.policy.Adapter;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One version of the policy: the base with one checkpoint's adapter, or the base alone. Counted: whoever uses it retains
 * and releases it, and the last release frees the adapter. Thread-safe.
 */
public final class ServedPolicy {
    /** Id of the policy without an adapter. */
    public static final String BASE = "base";

    private final String id;
    private final @Nullable Adapter adapter;
    private final Runnable free;
    private final @Nullable Instant newestAcceptedAt;
    private final AtomicInteger holders = new AtomicInteger(1);

    /**
     * Held once, by its maker.
     *
     * @param adapter null for the base
     * @param newestAcceptedAt newest evidence it has learned from; null for none
     */
    public ServedPolicy(String id, @Nullable Adapter adapter, @Nullable Instant newestAcceptedAt) {
        this(id, adapter, newestAcceptedAt, adapter == null ? () -> {} : adapter::close);
    }

    private ServedPolicy(String id, @Nullable Adapter adapter, @Nullable Instant newestAcceptedAt, Runnable free) {
        this.id = id;
        this.adapter = adapter;
        this.newestAcceptedAt = newestAcceptedAt;
        this.free = free;
    }

    /**
     * One that others run. Held once, by its maker.
     *
     * @param free runs at the last release
     */
    public static ServedPolicy elsewhere(String id, @Nullable Instant newestAcceptedAt, Runnable free) {
        return new ServedPolicy(id, null, newestAcceptedAt, free);
    }

    public static ServedPolicy base() {
        return new ServedPolicy(BASE, null, null);
    }

    /** The checkpoint's id, or {@link #BASE}. */
    public String id() {
        return id;
    }

    /** Null for the base, and for what others run. */
    public @Nullable Adapter adapter() {
        return adapter;
    }

    public @Nullable Instant newestAcceptedAt() {
        return newestAcceptedAt;
    }

    /** @return false if it is freed already */
    public boolean retain() {
        return holders.updateAndGet(n -> n == 0 ? 0 : n + 1) > 0;
    }

    public void release() {
        int left = holders.decrementAndGet();
        if (left < 0) {
            throw new IllegalStateException("policy " + id + " was released more often than retained");
        }
        if (left == 0) {
            free.run();
        }
    }

    @Override
    public String toString() {
        return "ServedPolicy[" + id + ", held " + holders + "x]";
    }
}
