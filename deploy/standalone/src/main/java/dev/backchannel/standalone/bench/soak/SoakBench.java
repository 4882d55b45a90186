package dev.backchannel.standalone.bench.soak;

import dev.backchannel.standalone.UserError;
import dev.backchannel.standalone.audit.AuditSource;
import dev.backchannel.standalone.bench.BenchOutput;
import dev.backchannel.standalone.bench.Bounds;
import dev.backchannel.standalone.bench.DocumentTable;
import dev.backchannel.standalone.cli.SystemOptions;
import dev.backchannel.standalone.config.Durations;
import dev.backchannel.standalone.config.Settings;
import dev.backchannel.standalone.demo.screen.QuietConsole;
import dev.backchannel.standalone.system.Standalone;
import dev.backchannel.standalone.system.TemporaryFolder;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench soak}: whether anything grows that should not. */
@Command(
        name = "soak",
        description =
                "Hours of the whole system under simulated users who come by a schedule, at a share of the rate that it"
                        + " keeps up with: memory, state, lag and latency must stay flat, and the ledger must balance in the end.")
public final class SoakBench implements Callable<Integer> {
    private static final double MAX_MINUTES = 7 * 24 * 60;
    private static final Duration READY = Duration.ofMinutes(2);
    /** As little as there may be: an hour's writes alone would not fill the default. */
    private static final long STATE_MEMORY = 16 << 20;

    private static final Duration BEHIND = Duration.ofSeconds(5);

    @Mixin
    SystemOptions system = new SystemOptions();

    @Mixin
    BenchOutput output = new BenchOutput();

    @Mixin
    DocumentTable document = new DocumentTable();

    @Option(
            names = "--minutes",
            paramLabel = "N",
            defaultValue = "60",
            description = "Let users come for this long (default: ${DEFAULT-VALUE}; fractions are fine).")
    double minutes;

    @Option(
            names = "--share",
            paramLabel = "N",
            defaultValue = "0.6",
            description = "Of the rate that the system keeps up with (default: ${DEFAULT-VALUE}).")
    double share;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Conversations a second instead, so that nothing need be measured first.")
    Double rate;

    @Option(
            names = "--from",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "Conversations a second that the measurement of that rate begins with (default: ${DEFAULT-VALUE}).")
    double from;

    @Option(
            names = "--window",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description =
                    "A rate is kept up with if it is for this long; with --rate, users come for so long before anything"
                            + " counts (default: ${DEFAULT-VALUE}).")
    double window;

    @Option(
            names = "--p99",
            paramLabel = "MS",
            defaultValue = "2000",
            description = "Of answers, from when each was due, at most (default: ${DEFAULT-VALUE}).")
    double p99;

    @Option(
            names = "--every",
            paramLabel = "SECONDS",
            defaultValue = "5",
            description = "Look at memory, disk and lag so often (default: ${DEFAULT-VALUE}).")
    double every;

    @Option(
            names = "--remember",
            paramLabel = "TIME",
            defaultValue = "5m",
            description =
                    "Events and turns are remembered for this long, not for a week, so that state reaches its bound"
                            + " within the time (default: ${DEFAULT-VALUE}).")
    String remember;

    @Option(
            names = "--users",
            paramLabel = "N",
            defaultValue = "200",
            description = "Size of the population, at least 20 (default: ${DEFAULT-VALUE}).")
    int users;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of users, arrivals and sampled answers (default: ${DEFAULT-VALUE}).")
    long seed;

    @Override
    public Integer call() throws InterruptedException {
        check();
        QuietConsole.enable();
        try (TemporaryFolder folder = TemporaryFolder.create("backchannel-soak")) {
            Map<String, Object> flags = new HashMap<>();
            flags.put("data", folder.path());
            flags.put("port", system.port() == null ? 0 : system.port());
            flags.put("streams.store", "rocks-db");
            flags.put("streams.state-memory", STATE_MEMORY);
            flags.put("streams.deduplication", remember);
            flags.put("streams.retention", remember);
            flags.put("learner.batch.influence.window", remember);
            Settings settings = system.load(flags);
            output.progress("starting Kafka, streams, learner and policy server …");
            try (Standalone running = Standalone.start(settings);
                    Backlog backlog = new Backlog(running.bootstrapServers(), running.topics());
                    Logs logs = new Logs(running.bootstrapServers(), memory().dividedBy(5))) {
                running.awaitReady(READY);
                return report(soak(running, backlog, logs));
            }
        }
    }

    private SoakFigures soak(Standalone running, Backlog backlog, Logs logs) throws InterruptedException {
        Load load = new Load(running.url(), users, seed);
        double capacity = Double.NaN;
        double chosen;
        if (rate == null) {
            capacity = capacity(load, backlog);
            chosen = share * capacity;
        } else {
            output.progress("warming up …");
            load.arrive(rate, seconds(window));
            chosen = rate;
        }
        Duration length = Duration.ofMillis(Math.round(minutes * 60_000));
        output.progress(
                String.format(Locale.ROOT, "%.2f conversations a second for %d s …", chosen, length.toSeconds()));
        AuditSource audit =
                AuditSource.topics(running.bootstrapServers(), running.topics().settings(), memory());
        return new SoakRun(running, load, backlog, logs, audit, output::progress)
                .soak(capacity, chosen, p99, length, seconds(every));
    }

    private double capacity(Load load, Backlog backlog) throws InterruptedException {
        Capacity.Limits limits = new Capacity.Limits(p99, BEHIND, seconds(window));
        return new Capacity(load, backlog, limits, output::progress).measure(from);
    }

    private int report(SoakFigures figures) {
        SoakTable table = new SoakTable(figures);
        document.write(table.markdown());
        output.print(table.markdown(), table.result(minutes));
        figures.shortfalls().forEach(output::progress);
        return figures.shortfalls().isEmpty() ? 0 : 1;
    }

    private void check() {
        Bounds.within("--minutes", minutes, MAX_MINUTES);
        Bounds.within("--share", share, 1);
        Bounds.within("--from", from, 1_000);
        Bounds.within("--window", window, 3_600);
        Bounds.within("--p99", p99, 60_000);
        Bounds.within("--every", every, 3_600);
        if (rate != null) {
            Bounds.within("--rate", rate, 1_000);
        }
        if (users < 20) {
            throw UserError.usage("--users is " + users + ", but must be at least 20");
        }
        memory();
        document.check();
    }

    private Duration memory() {
        try {
            return Durations.parse(remember);
        } catch (IllegalArgumentException e) {
            throw UserError.usage("--remember: " + e.getMessage());
        }
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1e3));
    }
}
