package dev.backchannel.learner.influence;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The time by which influence is measured: the median of the newest {@value #VOTES} accepted_at that were read, in the order
 * of the log. It follows from the log alone; one or two absurd times move it nowhere, and after a gap it has caught up with
 * the third record. Mutable.
 */
final class LogClock {
    static final int VOTES = 5;
    /** Year 9999: sums with a window stay far from overflow. */
    private static final long LATEST = 253_402_300_799_999L;

    private final Deque<Long> newest = new ArrayDeque<>();

    LogClock() {}

    LogClock(List<Long> newest) {
        this.newest.addAll(newest);
    }

    void hear(long acceptedAt) {
        newest.addLast(Math.max(0, Math.min(LATEST, acceptedAt)));
        if (newest.size() > VOTES) {
            newest.removeFirst();
        }
    }

    /** Milliseconds; of an even number of votes the lower of the two in the middle. */
    long now() {
        return newest.isEmpty() ? 0 : newest.stream().sorted().toList().get((newest.size() - 1) / 2);
    }

    List<Long> newest() {
        return List.copyOf(newest);
    }
}
