package dev.backchannel.server;

import dev.backchannel.server.policies.ServedPolicy;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells listeners when a checkpoint's first answer to a user is complete. Answers come from the inference thread alone. */
public final class ServedTracker {
    private static final Logger log = LoggerFactory.getLogger(ServedTracker.class);

    /** Long past checkpoints are forgotten; they get no first answers any more. */
    private static final int REMEMBERED = 4096;

    private final Clock clock;
    private final List<ServedListener> listeners = new CopyOnWriteArrayList<>();
    private final Set<String> heardOf = Collections.newSetFromMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    });

    public ServedTracker(Clock clock) {
        this.clock = clock;
    }

    public void add(ServedListener listener) {
        listeners.add(listener);
    }

    /** An answer of this policy is complete. Inference thread: only listeners that return at once. */
    public void completed(ServedPolicy policy) {
        if (!heardOf.add(policy.id())) {
            return;
        }
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
