package dev.backchannel.server.swap;

import dev.backchannel.policy.checkpoint.StoreAwayException;
import dev.backchannel.server.emission.OperatorReports;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Knows since when the store is away, tells of it, and says when to ask again. One thread. */
final class StoreOutage {
    private static final Logger log = LoggerFactory.getLogger(StoreOutage.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    /** Failures in a row that an operator should hear of. */
    private static final int ALARMING_FAILURES = 5;

    private final OperatorReports reports;
    private final SwapMetrics metrics;
    private final LongSupplier nanos;
    private Duration pause = FIRST_PAUSE;
    private int failures;
    private long retryAt;

    StoreOutage(OperatorReports reports, SwapMetrics metrics, LongSupplier nanos) {
        this.reports = reports;
        this.metrics = metrics;
        this.nanos = nanos;
    }

    /** Whether it failed just now, and is not to be asked again yet. */
    boolean isToBeLeftAlone() {
        return failures > 0 && nanos.getAsLong() - retryAt < 0;
    }

    void failed(String checkpointId, String served, StoreAwayException e) {
        metrics.storeFailures.increment();
        metrics.storeAway.set(1);
        if (++failures == 1) {
            log.warn(
                    "checkpoint {} waits for the store, serving goes on with {}: {}",
                    checkpointId,
                    served,
                    e.getMessage());
        } else if (failures == ALARMING_FAILURES) {
            reports.alert(
                    "store_away",
                    checkpointId,
                    "checkpoint " + checkpointId + " cannot be fetched, " + served + " goes on: " + e.getMessage(),
                    Map.of("served", served));
        }
        retryAt = nanos.getAsLong() + pause.toNanos();
        pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
    }

    void answered() {
        if (failures > 0) {
            log.info("the store is back");
            metrics.storeAway.set(0);
            failures = 0;
            pause = FIRST_PAUSE;
        }
    }
}
