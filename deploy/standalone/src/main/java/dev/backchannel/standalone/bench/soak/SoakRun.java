package dev.backchannel.standalone.bench.soak;

import dev.backchannel.standalone.audit.AuditSource;
import dev.backchannel.standalone.system.Standalone;
import dev.backchannel.streams.ledger.LedgerReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Users at a steady rate for a long time, while everything that could grow is looked at. */
final class SoakRun {
    private static final int ROWS = 6;
    private static final Duration SETTLE = Duration.ofMinutes(3);

    private final Standalone system;
    private final Load load;
    private final Backlog backlog;
    private final Logs logs;
    private final AuditSource audit;
    private final Consumer<String> progress;

    SoakRun(Standalone system, Load load, Backlog backlog, Logs logs, AuditSource audit, Consumer<String> progress) {
        this.system = system;
        this.load = load;
        this.backlog = backlog;
        this.logs = logs;
        this.audit = audit;
        this.progress = progress;
    }

    /**
     * @param capacity NaN: not measured
     * @param rate conversations a second
     */
    SoakFigures soak(double capacity, double rate, double p99Ms, Duration length, Duration every)
            throws InterruptedException {
        load.times().startAfresh();
        long failedBefore = load.failed();
        List<SoakFigures.Row> rows = new ArrayList<>();
        Map<Gauge, Series.Trend> trends = new EnumMap<>(Gauge.class);
        try (Watch watch = new Watch(system, backlog, logs, every)) {
            FutureTask<Void> users = arriving(rate, length);
            for (int row = 1; row <= ROWS; row++) {
                double from = watch.seconds();
                double until = length.toMillis() / 1e3 * row / ROWS;
                TimeUnit.MILLISECONDS.sleep(Math.round((until - from) * 1e3));
                long failed = load.failed() - failedBefore;
                rows.add(row(
                        watch,
                        from,
                        failed
                                - rows.stream()
                                        .mapToLong(SoakFigures.Row::failed)
                                        .sum()));
                progress.accept(describe(rows.get(row - 1)));
            }
            awaitLast(users);
            double end = watch.seconds();
            for (Gauge gauge : Gauge.values()) {
                trends.put(gauge, watch.of(gauge).trend(end / 2, end));
            }
        }
        load.close();
        load.times().recent();
        progress.accept("the users are gone; what they said settles …");
        LedgerReport ledger = audit.read(SETTLE, report -> {});
        return new SoakFigures(
                capacity,
                rate,
                p99Ms,
                rows,
                trends,
                load.times().all(),
                load.failed() - failedBefore,
                load.acknowledged(),
                backlog.interactions(),
                ledger);
    }

    /** Ends when nobody comes any more; fails if the users could not come. */
    private FutureTask<Void> arriving(double rate, Duration length) {
        FutureTask<Void> arrivals = new FutureTask<>(() -> {
            load.arrive(rate, length);
            return null;
        });
        Thread users = new Thread(arrivals, "soak-arrivals");
        users.setDaemon(true);
        users.start();
        return arrivals;
    }

    private static void awaitLast(FutureTask<Void> arrivals) throws InterruptedException {
        try {
            arrivals.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the users stopped coming: " + e.getCause(), e);
        }
    }

    private SoakFigures.Row row(Watch watch, double from, long failed) {
        double now = watch.seconds();
        Map<Gauge, Double> medians = new EnumMap<>(Gauge.class);
        for (Gauge gauge : Gauge.values()) {
            medians.put(gauge, watch.of(gauge).median(from, now));
        }
        AnswerTimes.Figures answers = load.times().recent();
        return new SoakFigures.Row(
                now / 60,
                answers,
                failed,
                medians,
                system.figures().checkpoints(),
                audit.read(Duration.ZERO, report -> {}));
    }

    private static String describe(SoakFigures.Row row) {
        return String.format(
                Locale.ROOT,
                "minute %.1f: %d answers, p99 %.0f ms, %d failed, %.0f MiB resident, %d in flight",
                row.untilMinute(),
                row.answers().answers(),
                row.answers().p99Ms(),
                row.failed(),
                row.gauges().get(Gauge.RESIDENT),
                row.ledger().inFlight());
    }
}
