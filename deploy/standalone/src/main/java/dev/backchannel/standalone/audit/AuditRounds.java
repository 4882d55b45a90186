package dev.backchannel.standalone.audit;

import dev.backchannel.standalone.UserError;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Audits again and again, for the meters. A round reads the topics anew, so a long one is followed by a longer pause. */
public final class AuditRounds implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AuditRounds.class);
    /** Of the time at most one part in so many goes into auditing. */
    private static final long LEISURE = 20;

    private final AuditSource source;
    private final AuditMeters meters;
    private final Duration every;
    private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, work -> {
        Thread daemon = new Thread(work, "audit-rounds");
        daemon.setDaemon(true);
        return daemon;
    });

    /** @param every how long to wait between rounds at least; zero: there are none */
    public AuditRounds(AuditSource source, AuditMeters meters, Duration every) {
        this.source = source;
        this.meters = meters;
        this.every = every;
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        if (!every.isZero()) {
            next(every.toNanos());
        }
    }

    private void round() {
        long begun = System.nanoTime();
        try {
            meters.show(source.read(Duration.ZERO, report -> {}));
        } catch (UserError e) {
            log.warn("no audit: {}", e.getMessage());
        }
        next(Math.max(every.toNanos(), LEISURE * (System.nanoTime() - begun)));
    }

    private void next(long delayNanos) {
        if (!executor.isShutdown()) {
            var unused = executor.schedule(this::round, delayNanos, TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
