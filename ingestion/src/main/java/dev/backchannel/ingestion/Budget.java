package dev.backchannel.ingestion;

import java.util.concurrent.atomic.AtomicLong;

/** A bound on what may be held at once; thread-safe. */
final class Budget {
    private final long limit;
    private final AtomicLong used = new AtomicLong();

    Budget(long limit) {
        this.limit = limit;
    }

    boolean tryTake(long amount) {
        long before = used.get();
        while (before + amount <= limit) {
            if (used.compareAndSet(before, before + amount)) {
                return true;
            }
            before = used.get();
        }
        return false;
    }

    void giveBack(long amount) {
        used.addAndGet(-amount);
    }

    long used() {
        return used.get();
    }

    long limit() {
        return limit;
    }
}
