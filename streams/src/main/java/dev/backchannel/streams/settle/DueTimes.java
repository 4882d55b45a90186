package dev.backchannel.streams.settle;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Which turn is due next. Kept in memory; rebuilt from the store when a task starts. */
final class DueTimes {
    record Due(Instant at, String key) {}

    private final TreeSet<Due> order =
            new TreeSet<>(Comparator.comparing(Due::at).thenComparing(Due::key));
    private final Map<String, Instant> byKey = new HashMap<>();

    /** @param at null: not due any more */
    void set(String key, @Nullable Instant at) {
        if (at == null && byKey.isEmpty()) {
            return;
        }
        Instant before = at == null ? byKey.remove(key) : byKey.put(key, at);
        if (at != null && at.equals(before)) {
            return;
        }
        if (before != null) {
            order.remove(new Due(before, key));
        }
        if (at != null) {
            order.add(new Due(at, key));
        }
    }

    /** @return what is due first, or null */
    @Nullable
    Due first() {
        return order.isEmpty() ? null : order.first();
    }

    boolean has(String key) {
        return byKey.containsKey(key);
    }

    boolean isEmpty() {
        return order.isEmpty();
    }
}
