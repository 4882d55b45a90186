package dev.backchannel.server.page;

import dev.backchannel.server.ServedListener;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Remembers when each of the latest checkpoints gave its first whole answer here. Thread-safe. */
final class ServedLog implements ServedListener {
    private static final int REMEMBERED = 512;

    /** @param at when the last token of the answer was drawn */
    record Served(String checkpointId, Instant at) {}

    private final Deque<Served> log = new ArrayDeque<>();

    @Override
    public synchronized void onServed(String checkpointId, @Nullable Instant newestAcceptedAt, Instant servedAt) {
        log.addLast(new Served(checkpointId, servedAt));
        if (log.size() > REMEMBERED) {
            log.removeFirst();
        }
    }

    /** Oldest first. */
    synchronized List<Served> all() {
        return List.copyOf(log);
    }
}
