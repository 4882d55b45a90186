package dev.backchannel.standalone.bench.streams;

import dev.backchannel.standalone.bench.BenchOutput;
import dev.backchannel.standalone.bench.Bounds;
import dev.backchannel.standalone.bench.measure.WarmUp;
import dev.backchannel.standalone.demo.screen.QuietConsole;
import dev.backchannel.standalone.system.TemporaryFolder;
import dev.backchannel.streams.StreamsConfig;
import dev.backchannel.streams.config.Windows;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench streams}: how fast signals are settled, against what Kafka Streams can do at all. */
@Command(
        name = "streams",
        description = "Events a second through the real topology, exactly once and with state on disk, against a"
                + " topology that only passes the same input on.")
public final class StreamsBench implements Callable<Integer> {
    private static final int PARTITIONS = 4;

    @Mixin
    BenchOutput output = new BenchOutput();

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "10",
            description = "About how long each measured run takes (default: ${DEFAULT-VALUE}).")
    double seconds;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "3",
            description = "Runs of each topology, in turns (default: ${DEFAULT-VALUE}).")
    int rounds;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "2",
            description = "Stream threads, in both topologies (default: ${DEFAULT-VALUE}).")
    int threads;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of the chats (default: ${DEFAULT-VALUE}).")
    long seed;

    @Option(
            names = "--warm-up",
            paramLabel = "SECONDS",
            defaultValue = "180",
            description = "Runs that are not measured go on until the virtual machine has nearly stopped compiling, at"
                    + " most this long; 0: one such run (default: ${DEFAULT-VALUE}).")
    double warmUp;

    @Option(
            names = "--without-state",
            description =
                    "Keep state on the heap, without changelogs: what is left is the cost of reading events, deciding and"
                            + " writing results. No other command runs like that, since nothing would outlive a crash.")
    boolean withoutState;

    @Option(
            names = "--least-events",
            defaultValue = "50000",
            hidden = true,
            description = "A run goes on until it has taken so many events.")
    long leastEvents;

    @Override
    public Integer call() throws InterruptedException, IOException {
        Bounds.within("--seconds", seconds, 600);
        Bounds.within("--rounds", rounds, 100);
        Bounds.within("--threads", threads, PARTITIONS);
        QuietConsole.enable();
        try (TemporaryFolder folder = TemporaryFolder.create("backchannel-bench");
                BenchBroker broker = new BenchBroker(folder.path().resolve("kafka"))) {
            return measure(broker, folder.path());
        }
    }

    private Integer measure(BenchBroker broker, Path folder) throws InterruptedException, IOException {
        output.progress("warming up …");
        WarmingUp warming = new WarmingUp(broker, tested(), PARTITIONS, folder, leastEvents, seed, output::progress);
        warming.run();
        double took = WarmUp.untilCompiled(warming, warmUp);
        long events = Math.max(leastEvents, Math.round(warming.eventsPerSecond() * seconds));
        Totals totals = new Totals();
        for (int number = 1; number <= rounds; number++) {
            output.progress("round " + number + " of " + rounds + " …");
            Round round = new Round(broker, tested(), PARTITIONS, folder, "round" + number);
            Run run = round.run(events, seed + number, number % 2 == 0);
            if (!run.isAccountedFor()) {
                output.progress("not every signal was accounted for: " + run.account());
                return 1;
            }
            output.progress(run.describe());
            totals.add(run);
            if (number == rounds && !withoutState) {
                totals.restored(run.input().turns(), round.restoration(config().withWindows(Windows.fast())));
            }
            events = Math.max(leastEvents, Math.round(run.settled().eventsPerSecond() * seconds));
            round.delete();
        }
        output.print(
                totals.result().put("rounds", rounds).put("threads", threads).put("warmUpSeconds", took));
        return 0;
    }

    private Tested tested() {
        return new Tested(config(), !withoutState);
    }

    /** Production's settings, with windows that close within the run. */
    private StreamsConfig config() {
        Duration settle = Duration.ofSeconds(30);
        Windows windows =
                new Windows(settle, settle, settle, settle, settle, Duration.ofMinutes(2), Duration.ofSeconds(10));
        return StreamsConfig.production().withWindows(windows).withThreads(threads, 0);
    }
}
