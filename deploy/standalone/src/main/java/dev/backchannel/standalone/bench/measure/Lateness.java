package dev.backchannel.standalone.bench.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** How late the machine wakes a thread that has nothing else to do, asked every millisecond while something else is measured. */
public final class Lateness implements AutoCloseable {
    private static final long PERIOD_NANOS = 1_000_000;

    private final List<Double> millis = new ArrayList<>();
    private final Thread thread = new Thread(this::run, "lateness");
    private volatile boolean closed;

    private Lateness() {}

    public static Lateness watch() {
        Lateness lateness = new Lateness();
        lateness.thread.setDaemon(true);
        lateness.thread.start();
        return lateness;
    }

    private void run() {
        while (!closed) {
            long due = System.nanoTime() + PERIOD_NANOS;
            for (long left = PERIOD_NANOS; left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            millis.add((System.nanoTime() - due) / 1e6);
        }
    }

    /** Once closed. */
    public List<Double> millis() {
        return millis;
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        thread.join();
    }
}
