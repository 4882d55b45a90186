package dev.backchannel.standalone.demo.user;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Spaces the users' requests out. The rate follows the measured backlog: as long as signals are learned from soon it
 * grows, and when they have to wait it shrinks. Only new requests are held; nothing that was sent is taken back.
 */
public final class Pacer implements Pace {
    private static final double GROWTH = 1.06;
    private static final double SHRINKAGE = 0.8;

    private final LongSupplier nanoTime;
    private final double slowest;
    private final double fastest;
    private final Duration patience;
    private double perSecond;
    private long nextSlot;

    /**
     * @param slowest requests per second at least, which is also the first rate
     * @param fastest requests per second at most
     * @param patience a signal may be unlearned for so long before the users slow down
     */
    public Pacer(LongSupplier nanoTime, double slowest, double fastest, Duration patience) {
        this.nanoTime = nanoTime;
        this.slowest = slowest;
        this.fastest = fastest;
        this.patience = patience;
        this.perSecond = slowest;
        this.nextSlot = nanoTime.getAsLong();
    }

    /** Waits for the next free slot. */
    @Override
    public long await() throws InterruptedException {
        long slot = reserve();
        TimeUnit.NANOSECONDS.sleep(slot - nanoTime.getAsLong());
        return slot;
    }

    /** @param waiting how long the oldest signal has been waiting to be learned from and served */
    public synchronized void adapt(Duration waiting) {
        double factor = waiting.compareTo(patience) > 0 ? SHRINKAGE : GROWTH;
        perSecond = Math.max(slowest, Math.min(fastest, perSecond * factor));
    }

    public synchronized double perSecond() {
        return perSecond;
    }

    private synchronized long reserve() {
        long slot = Math.max(nextSlot, nanoTime.getAsLong());
        nextSlot = slot + (long) (1e9 / perSecond);
        return slot;
    }
}
