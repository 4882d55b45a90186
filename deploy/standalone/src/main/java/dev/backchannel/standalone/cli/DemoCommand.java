package dev.backchannel.standalone.cli;

import dev.backchannel.standalone.UserError;
import dev.backchannel.standalone.config.Settings;
import dev.backchannel.standalone.demo.Demo;
import dev.backchannel.standalone.demo.DemoOptions;
import dev.backchannel.standalone.system.Standalone;
import dev.backchannel.standalone.system.TemporaryFolder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code demo}: everything in one process, with simulated users. */
@Command(
        name = "demo",
        description = "Run the whole system with simulated users, and show how their reactions change the policy.")
public final class DemoCommand implements Callable<Integer> {
    private static final double MAX_MINUTES = 24 * 60;

    @Mixin
    SystemOptions system = new SystemOptions();

    @Option(
            names = "--minutes",
            paramLabel = "N",
            defaultValue = "2",
            description = "Let the users chat for this long (default: ${DEFAULT-VALUE}; fractions are fine).")
    double minutes;

    @Option(names = "--report", paramLabel = "FILE", description = "Write the figures to this file as JSON.")
    @Nullable
    Path report;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of the users and of every sampled answer (default: ${DEFAULT-VALUE}).")
    long seed;

    @Option(
            names = "--users",
            paramLabel = "N",
            defaultValue = "100",
            description = "Size of the population, at least 20 (default: ${DEFAULT-VALUE}).")
    int users;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Keep the data in this folder (default: a temporary one, removed at the end).")
    @Nullable
    Path data;

    @Option(
            names = "--profiles",
            description = "Let the system remember what the users wish and shape their prompts with it, too; without it"
                    + " whatever improves has been learned by the policy.")
    boolean profiles;

    @Option(names = "--json", description = "Print the report as one JSON object on the last line of stdout.")
    boolean json;

    @Override
    public Integer call() {
        if (!(minutes > 0 && minutes <= MAX_MINUTES)) {
            throw UserError.usage(
                    "--minutes is " + minutes + ", but must be more than 0 and at most " + (int) MAX_MINUTES);
        }
        if (users < 20) {
            throw UserError.usage("--users is " + users + ", but must be at least 20");
        }
        DemoOptions options = new DemoOptions(
                Duration.ofMillis(Math.round(minutes * 60_000)), Optional.ofNullable(report), seed, users, json);
        try (TemporaryFolder temporary = TemporaryFolder.create("backchannel-demo")) {
            Map<String, Object> flags = new HashMap<>();
            flags.put("data", data == null ? temporary.path() : data);
            if (!profiles) {
                flags.put("streams.profiles.on", false);
                flags.put("policy-server.profiles.neighbours", 0);
            }
            Settings settings = system.load(flags);
            return Demo.run(options, () -> Standalone.start(settings));
        }
    }
}
