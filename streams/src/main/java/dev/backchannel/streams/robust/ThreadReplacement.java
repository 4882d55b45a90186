package dev.backchannel.streams.robust;

import java.time.Duration;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A stream thread that dies is replaced, at first at once, then after longer and longer pauses. */
public final class ThreadReplacement implements StreamsUncaughtExceptionHandler {
    private static final Logger log = LoggerFactory.getLogger(ThreadReplacement.class);
    private static final long LONGEST_PAUSE_MS = 10_000;
    private static final long FORGIVEN_AFTER_NS = Duration.ofMinutes(1).toNanos();

    private long lastNs = System.nanoTime() - FORGIVEN_AFTER_NS;
    private long pauseMs;

    @Override
    public StreamThreadExceptionResponse handle(Throwable failure) {
        log.error("a stream thread failed; another one takes over", failure);
        pause(next(System.nanoTime()));
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    private synchronized long next(long nowNs) {
        pauseMs = nowNs - lastNs > FORGIVEN_AFTER_NS ? 0 : Math.min(LONGEST_PAUSE_MS, Math.max(250, pauseMs * 2));
        lastNs = nowNs;
        return pauseMs;
    }

    /** The dying thread itself waits, nothing else does. */
    private static void pause(long ms) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
