package dev.backchannel.standalone.bench.streams;

import dev.backchannel.standalone.bench.BenchOutput;
import dev.backchannel.standalone.bench.BenchResult;
import dev.backchannel.standalone.demo.screen.QuietConsole;
import dev.backchannel.standalone.system.TemporaryFolder;
import dev.backchannel.streams.StreamsConfig;
import dev.backchannel.streams.config.Windows;
import dev.backchannel.streams.ledger.LedgerReport;
import java.time.Duration;
import java.util.Locale;
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

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Of the chats (default: 1).")
    long seed;

    private static final int PARTITIONS = 4;

    @Override
    public Integer call() throws InterruptedException {
        QuietConsole.enable();
        try (TemporaryFolder folder = TemporaryFolder.create("backchannel-bench");
                BenchBroker broker = new BenchBroker(folder.path().resolve("kafka"))) {
            long events = 50_000;
            Pace passed = new Pace(0, 0);
            Pace settled = new Pace(0, 0);
            for (int round = 0; round <= rounds; round++) {
                Round now = new Round(broker, config(), PARTITIONS, folder.path(), "round" + round);
                Input input = now.write(events, seed + round);
                Pace a = now.passThrough(input);
                Pace b = now.backchannel(input);
                LedgerReport account = now.account();
                output.progress(String.format(
                        Locale.ROOT,
                        "round %d: %,d events, passed at %,.0f/s, settled at %,.0f/s, ratio %.3f; %s; input %d MiB %d MiB passed %d written %d",
                        round,
                        input.events(),
                        a.eventsPerSecond(),
                        b.eventsPerSecond(),
                        b.eventsPerSecond() / a.eventsPerSecond(),
                        account.toString().substring(0, 200),
                        input.bytes() >> 20,
                        now.inputBytes() >> 20,
                        now.passedBytes() >> 20,
                        now.writtenBytes() >> 20));
                if (round > 0) {
                    passed = passed.plus(a);
                    settled = settled.plus(b);
                }
                events = Math.max(50_000, Math.round(b.eventsPerSecond() * seconds));
                now.delete();
            }
            output.print(new BenchResult("streams")
                    .put("ratio", settled.eventsPerSecond() / passed.eventsPerSecond())
                    .put("eventsPerSecond", settled.eventsPerSecond())
                    .put("passThroughEventsPerSecond", passed.eventsPerSecond()));
        }
        return 0;
    }

    private StreamsConfig config() {
        Duration settle = Duration.ofSeconds(30);
        return StreamsConfig.production()
                .withWindows(new Windows(
                        settle, settle, settle, settle, settle, Duration.ofMinutes(2), Duration.ofSeconds(10)));
    }
}
