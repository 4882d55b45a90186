package dev.backchannel.topics.registry;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Ids that a registry did not know a moment ago, so that a flood of garbage does not become a flood of requests. */
final class UnknownIds {
    private static final long FOR_NANOS = Duration.ofSeconds(10).toNanos();
    private static final int MOST = 10_000;

    private final LongSupplier nanos;
    private final Map<Integer, Long> since = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Long> eldest) {
            return size() > MOST;
        }
    };

    UnknownIds(LongSupplier nanos) {
        this.nanos = nanos;
    }

    synchronized boolean contains(int id) {
        Long at = since.get(id);
        return at != null && nanos.getAsLong() - at < FOR_NANOS;
    }

    synchronized void add(int id) {
        since.remove(id);
        since.put(id, nanos.getAsLong());
    }
}
