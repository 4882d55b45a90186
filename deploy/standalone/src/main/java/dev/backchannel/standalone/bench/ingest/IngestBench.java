package dev.backchannel.standalone.bench.ingest;

import dev.backchannel.standalone.UserError;
import dev.backchannel.standalone.bench.BenchOutput;
import dev.backchannel.standalone.bench.BenchResult;
import dev.backchannel.standalone.bench.measure.HttpConnection;
import dev.backchannel.standalone.bench.measure.Lateness;
import dev.backchannel.standalone.bench.measure.OpenLoop;
import dev.backchannel.standalone.bench.measure.Quantile;
import dev.backchannel.standalone.bench.measure.RoleUnderTest;
import dev.backchannel.standalone.cli.SystemOptions;
import dev.backchannel.standalone.demo.screen.QuietConsole;
import dev.backchannel.standalone.system.RoleKind;
import dev.backchannel.standalone.system.TemporaryFolder;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench ingest}: what the door costs. */
@Command(
        name = "ingest",
        description =
                "Events per second through HTTP in newline-delimited batches, against a bare producer with the same"
                        + " records; and how long single events take at a steady rate.")
public final class IngestBench implements Callable<Integer> {
    private static final int RECORDS = 100_000;
    private static final int ROUNDS = 3;

    @Mixin
    SystemOptions system = new SystemOptions();

    @Mixin
    BenchOutput output = new BenchOutput();

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "10",
            description = "Each of the three rounds by HTTP and by the producer, and the single events, take this long"
                    + " (default: ${DEFAULT-VALUE}).")
    double seconds;

    @Option(
            names = "--connections",
            paramLabel = "N",
            defaultValue = "8",
            description = "Clients that post batches at once (default: ${DEFAULT-VALUE}).")
    int connections;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "500",
            description = "Events in a batch (default: ${DEFAULT-VALUE}).")
    int batch;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Single events per second (default: ${DEFAULT-VALUE}).")
    double rate;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "20",
            description = "Seconds of single events and of batches before anything is measured (default:"
                    + " ${DEFAULT-VALUE}).")
    double warmUp;

    @Override
    public Integer call() throws InterruptedException, IOException {
        if (!(seconds > 0 && seconds <= 3600) || !(rate > 0 && rate <= 100_000) || !(warmUp >= 0 && warmUp <= 3600)) {
            throw UserError.usage("--seconds is " + seconds + " (more than 0, at most 3600), --rate " + rate
                    + " (more than 0, at most 100000), --warm-up " + warmUp + " (0 to 3600)");
        }
        if (connections < 1 || connections > 256 || batch < 1 || batch > 10_000) {
            throw UserError.usage(
                    "--connections is " + connections + " (1 to 256), --batch " + batch + " (1 to 10000)");
        }
        QuietConsole.enable();
        try (TemporaryFolder folder = TemporaryFolder.create("backchannel-bench")) {
            output.progress("starting Kafka and the ingestion role …");
            try (RoleUnderTest role = RoleUnderTest.start(system, folder.path(), RoleKind.INGESTION)) {
                return measure(role);
            }
        }
    }

    private Integer measure(RoleUnderTest role) throws InterruptedException, IOException {
        EventBodies events = new EventBodies(1);
        List<byte[]> bodies = events.lines(batch);
        output.progress("warming up …");
        batches(role.url(), bodies, warmUp / 2);
        singles(role.url(), events, warmUp / 2);
        double byHttp = 0;
        double bare = 0;
        long failed = 0;
        try (BareProducer producer = new BareProducer(role.topics().interactions, role.bootstrapServers(), RECORDS)) {
            producer.perSecond(warmUp / 4);
            for (int round = 1; round <= ROUNDS; round++) {
                output.progress("round " + round + " of " + ROUNDS + " …");
                BatchLoad.Figures figures = batches(role.url(), bodies, seconds);
                byHttp += figures.events() / figures.seconds() / ROUNDS;
                failed += figures.failed();
                bare += producer.perSecond(seconds) / ROUNDS;
            }
        }
        output.progress(rate + " single events a second …");
        Lateness lateness = Lateness.watch();
        OpenLoop.Outcome singles;
        try (lateness) {
            singles = singles(role.url(), events, seconds);
        }
        long singlesFailed = singles.failed()
                + singles.answered().stream()
                        .filter(one -> one.reply().status() != 202)
                        .count();
        List<Double> millis = singles.answered().stream()
                .map(OpenLoop.Answered::millisSinceDue)
                .sorted()
                .toList();
        output.print(new BenchResult("ingest")
                .put("ratio", byHttp / bare)
                .put("eventsPerSecond", byHttp)
                .put("bareEventsPerSecond", bare)
                .put("p50Ms", Quantile.at(millis, 0.5))
                .put("p99Ms", Quantile.at(millis, 0.99))
                .put("maxMs", Quantile.at(millis, 1))
                .put(
                        "wakeUpP99Ms",
                        Quantile.at(lateness.millis().stream().sorted().toList(), 0.99))
                .put("failedRequests", failed + singlesFailed)
                .put("batch", batch)
                .put("connections", connections)
                .put("singlesPerSecond", rate)
                .put("seconds", seconds));
        return failed + singlesFailed == 0 ? 0 : 1;
    }

    private BatchLoad.Figures batches(URI server, List<byte[]> bodies, double length) throws InterruptedException {
        return BatchLoad.run(server, bodies, batch, connections, length);
    }

    private OpenLoop.Outcome singles(URI server, EventBodies events, double length)
            throws IOException, InterruptedException {
        return OpenLoop.run(
                () -> new HttpConnection(server, "/v1/events", "application/json"),
                number -> events.next(),
                rate,
                length);
    }
}
