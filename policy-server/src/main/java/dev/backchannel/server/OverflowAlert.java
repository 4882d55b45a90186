package dev.backchannel.server;

import dev.backchannel.server.emission.OperatorReports;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** Tells the operator that served turns are being dropped, at most once a minute. */
final class OverflowAlert implements Runnable {
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final OperatorReports reports;
    private final Clock clock;
    private final AtomicLong quietUntil = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();

    OverflowAlert(OperatorReports reports, Clock clock) {
        this.reports = reports;
        this.clock = clock;
    }

    @Override
    public void run() {
        long total = dropped.incrementAndGet();
        long now = clock.millis();
        long until = quietUntil.get();
        if (now >= until && quietUntil.compareAndSet(until, now + PAUSE.toMillis())) {
            reports.alert(
                    "spool_overflow",
                    "spool",
                    "served turns are dropped because the spool is full or its disk fails (" + total
                            + " so far); bring the broker back, or give the spool more room",
                    Map.of("dropped", Long.toString(total)));
        }
    }
}
