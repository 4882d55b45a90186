package dev.backchannel.standalone.cli;

import dev.backchannel.standalone.bench.Bounds;
import dev.backchannel.standalone.chaos.Chaos;
import dev.backchannel.standalone.chaos.ChaosOptions;
import dev.backchannel.standalone.chaos.ChaosReport;
import dev.backchannel.standalone.system.StandaloneOptions;
import dev.backchannel.topics.TopicSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code chaos}: break it on purpose. */
@Command(
        name = "chaos",
        description =
                "Start every role several times against a Kafka cluster, kill, freeze and stop them at random under"
                        + " load, and hold what is left to the ledger; exits 0 only if nothing was lost or taught twice.")
public final class ChaosCommand implements Callable<Integer> {
    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT,…",
            description = "Use this cluster, with topics of its own that are deleted afterwards (default: three brokers"
                    + " started for the purpose, which are killed with the rest).")
    @Nullable
    String bootstrapServers;

    @Option(
            names = "--minutes",
            paramLabel = "N",
            defaultValue = "5",
            description = "How long faults go on (default: ${DEFAULT-VALUE}).")
    double minutes;

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "Repeat the faults of the run that printed this seed (default: another one each time).")
    @Nullable
    Long seed;

    @Option(
            names = "--each",
            paramLabel = "N",
            defaultValue = "2",
            description = "Processes of each role (default: ${DEFAULT-VALUE}).")
    int each;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "10",
            description = "Conversations a second (default: ${DEFAULT-VALUE}).")
    double rate;

    @Option(
            names = "--settle",
            paramLabel = "SECONDS",
            defaultValue = "180",
            description = "Wait up to so long until nothing is on its way any more (default: ${DEFAULT-VALUE}).")
    int settle;

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "The base of learner and servers (default: the seed policy).")
    @Nullable
    Path model;

    /** Of every role, and of this process where it reads the topics. */
    @Mixin
    ConfigOptions config = new ConfigOptions();

    @Option(names = "--keep", description = "Leave the topics on the cluster.")
    boolean keep;

    @Option(names = "--json", description = "Print one JSON object as the last line.")
    boolean json;

    @Override
    public Integer call() throws InterruptedException {
        Bounds.within("--rate", rate, 10_000);
        long chosen = seed == null ? new SplittableRandom().nextLong(1_000_000) : seed;
        TopicSettings topics = StandaloneOptions.topics(config.load(Map.of()));
        System.err.println("seed " + chosen);
        ChaosReport report = new Chaos(
                        new ChaosOptions(
                                Optional.ofNullable(bootstrapServers),
                                Duration.ofMillis((long) (minutes * 60_000)),
                                chosen,
                                each,
                                rate,
                                Duration.ofSeconds(settle),
                                topics,
                                arguments(),
                                keep),
                        System.err::println)
                .run();
        if (json) {
            System.out.println(report.json());
        } else {
            report.print(System.out);
        }
        return report.holds() ? 0 : 1;
    }

    private List<String> arguments() {
        List<String> arguments = config.arguments();
        if (model != null) {
            arguments.addAll(List.of("--model", model.toString()));
        }
        return arguments;
    }
}
