package dev.backchannel.server.generation;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** How often an answer holds each token. Not thread-safe. */
final class TokenCounts {
    private final Map<Integer, Integer> counts = new HashMap<>();

    void add(int token) {
        counts.merge(token, 1, Integer::sum);
    }

    boolean isEmpty() {
        return counts.isEmpty();
    }

    /** @param action takes token and count */
    void forEach(BiConsumer<Integer, Integer> action) {
        counts.forEach(action);
    }
}
