package dev.backchannel.standalone.bench.loop;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backchannel.standalone.bench.BenchOutput;
import dev.backchannel.standalone.bench.BenchResult;
import dev.backchannel.standalone.bench.Bounds;
import dev.backchannel.standalone.cli.SystemOptions;
import dev.backchannel.standalone.config.Settings;
import dev.backchannel.standalone.demo.measure.Percentiles;
import dev.backchannel.standalone.demo.screen.QuietConsole;
import dev.backchannel.standalone.system.Standalone;
import dev.backchannel.standalone.system.TemporaryFolder;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench loop}: how soon what users say is in the answers. */
@Command(
        name = "loop",
        description =
                "Time from the acceptance of every signal that taught to the first answer whose checkpoint learned from"
                        + " it, by kind, with simulated users at a fixed rate on the whole system.")
public final class LoopBench implements Callable<Integer> {
    private static final double MAX_MINUTES = 24 * 60;
    private static final double MAX_RATE = 1_000;

    @Mixin
    SystemOptions system = new SystemOptions();

    @Mixin
    BenchOutput output = new BenchOutput();

    @Option(
            names = "--minutes",
            paramLabel = "N",
            defaultValue = "1",
            description = "Let the users chat for this long (default: ${DEFAULT-VALUE}; fractions are fine).")
    double minutes;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "4",
            description = "Requests of all users together, per second (default: ${DEFAULT-VALUE}).")
    double rate;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of the users and of every sampled answer (default: ${DEFAULT-VALUE}).")
    long seed;

    @Override
    public Integer call() throws InterruptedException {
        Bounds.within("--minutes", minutes, MAX_MINUTES);
        Bounds.within("--rate", rate, MAX_RATE);
        QuietConsole.enable();
        try (TemporaryFolder folder = TemporaryFolder.create("backchannel-bench")) {
            Map<String, Object> flags = new HashMap<>();
            flags.put("data", folder.path());
            flags.put("port", system.port() == null ? 0 : system.port());
            Settings settings = system.load(flags);
            output.progress("starting Kafka, streams, learner and policy server …");
            try (Standalone running = Standalone.start(settings)) {
                LoopRun run = new LoopRun(running, rate, seed);
                LoopFigures figures = run.measure(Duration.ofMillis(Math.round(minutes * 60_000)), output::progress);
                output.print(result(figures));
                return succeeded(figures) ? 0 : 1;
            }
        }
    }

    private boolean succeeded(LoopFigures figures) {
        if (figures.byKind().isEmpty()) {
            output.progress("no signal taught anything: let the users chat for longer (--minutes)");
        }
        if (figures.failed() > 0) {
            output.progress(figures.failed() + " requests failed");
        }
        return !figures.byKind().isEmpty() && figures.failed() == 0;
    }

    private BenchResult result(LoopFigures figures) {
        Percentiles slowest = figures.slowest();
        BenchResult result = new BenchResult("loop")
                .put("p50Ms", slowest.p50())
                .put("p95Ms", slowest.p95())
                .put("maxMs", slowest.max())
                .put("slowestKind", figures.slowestKind())
                .put("allP50Ms", figures.all().p50())
                .put("allP95Ms", figures.all().p95())
                .put("signals", figures.signals())
                .put("unserved", figures.unserved())
                .put("checkpoints", figures.checkpoints())
                .put("failedRequests", figures.failed())
                .put("requestsPerSecond", rate)
                .put("minutes", minutes);
        ObjectNode kinds = result.object();
        figures.byKind().forEach((kind, elapsed) -> {
            Percentiles p = Percentiles.of(elapsed);
            kinds.putObject(kind)
                    .put("signals", elapsed.size())
                    .put("p50Ms", p.p50())
                    .put("p95Ms", p.p95());
        });
        return result.put("byKind", kinds);
    }
}
