package dev.backchannel.standalone.audit;

import dev.backchannel.streams.ledger.LedgerReport;
import dev.backchannel.topics.Topics;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Audits again and again, for the meters and for the operator: who is told if the ledger is out of balance. A round reads
 * the topics anew, so a long one is followed by a longer pause. Of several processes one makes the rounds.
 */
public final class AuditRounds implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AuditRounds.class);
    /** Of the time at most one part in so many goes into auditing. */
    private static final long LEISURE = 20;
    /** Between a reading that found something wrong and the one that is to confirm it. */
    private static final Duration SECOND_LOOK = Duration.ofSeconds(2);

    private static final Duration HEARTBEAT = Duration.ofSeconds(10);

    private final AuditSource source;
    private final AuditMeters meters;
    private final AuditReports reports;
    private final BooleanSupplier turn;
    private final Duration every;
    private final BalanceAlarm alarm = new BalanceAlarm();
    private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(2, work -> {
        Thread daemon = new Thread(work, "audit-rounds");
        daemon.setDaemon(true);
        return daemon;
    });
    private volatile @Nullable LedgerReport last;

    private AuditRounds(
            AuditSource source, AuditMeters meters, AuditReports reports, BooleanSupplier turn, Duration every) {
        this.source = source;
        this.meters = meters;
        this.reports = reports;
        this.turn = turn;
        this.every = every;
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /**
     * @param turn whether it is this process that audits now
     * @param every how long to wait between rounds at least; zero: there are none
     */
    public static AuditRounds start(
            AuditSource source,
            AuditMeters meters,
            Topics topics,
            String bootstrapServers,
            BooleanSupplier turn,
            Duration every) {
        AuditReports reports = new AuditReports(topics, bootstrapServers, Clock.systemUTC());
        AuditRounds rounds = new AuditRounds(source, meters, reports, turn, every);
        if (!every.isZero()) {
            rounds.next(every.toNanos());
            var unused = rounds.executor.scheduleWithFixedDelay(
                    rounds::beat, HEARTBEAT.toMillis(), HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
        }
        return rounds;
    }

    private void round() {
        long begun = System.nanoTime();
        try {
            if (turn.getAsBoolean()) {
                LedgerReport report = source.read(Duration.ZERO, progress -> {});
                meters.show(report);
                last = report;
                alarm.look(report).ifPresent(confirmed -> reports.outOfBalance(report, confirmed));
            } else {
                last = null; // another process has it in hand
            }
        } catch (RuntimeException e) { // whatever it is, the next round may succeed
            log.warn("no audit: {}", e.getMessage());
        }
        long leisure = Math.max(every.toNanos(), LEISURE * (System.nanoTime() - begun));
        next(alarm.suspects() ? SECOND_LOOK.toNanos() : leisure);
    }

    private void beat() {
        LedgerReport report = last;
        if (report != null) {
            reports.beat(report);
        }
    }

    private void next(long delayNanos) {
        if (!executor.isShutdown()) {
            var unused = executor.schedule(this::round, delayNanos, TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
        reports.close();
    }
}
