package dev.backchannel.server;

import dev.backchannel.server.policies.ServedPolicy;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells listeners when a checkpoint's first answer to a user is complete. */
public final class ServedTracker {
    private static final Logger log = LoggerFactory.getLogger(ServedTracker.class);

    private final Clock clock;
    private final List<ServedListener> listeners = new CopyOnWriteArrayList<>();
    private String newest = "";

    public ServedTracker(Clock clock) {
        this.clock = clock;
    }

    public void add(ServedListener listener) {
        listeners.add(listener);
    }

    /** An answer of this policy is complete. Inference thread: only listeners that return at once. */
    public void completed(ServedPolicy policy) {
        if (policy.id().equals(newest)) {
            return;
        }
        newest = policy.id();
        Instant now = clock.instant();
        for (ServedListener listener : listeners) {
            try {
                listener.onServed(policy.id(), policy.newestAcceptedAt(), now);
            } catch (RuntimeException e) {
                log.warn("a served listener failed", e);
            }
        }
    }
}
