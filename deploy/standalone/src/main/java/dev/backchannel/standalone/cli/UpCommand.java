package dev.backchannel.standalone.cli;

import dev.backchannel.standalone.config.Settings;
import dev.backchannel.standalone.system.ServiceLifetime;
import dev.backchannel.standalone.system.Standalone;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code up}: everything in one process, for real users. */
@Command(
        name = "up",
        description = "Run the whole system in one process for real users, durable in one folder, until it is stopped.")
public final class UpCommand implements Callable<Integer> {
    @Mixin
    SystemOptions system = new SystemOptions();

    @Mixin
    BackendOptions backend = new BackendOptions();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Keep everything durable in this folder (default: data); its Kafka address is in DIR/bootstrap.")
    @Nullable
    Path data;

    @Option(names = "--shadow", description = "Learn, but never serve what was learned.")
    @Nullable
    Boolean shadow;

    @Option(
            names = "--fsync",
            description = "Sync each record to disk before it is acknowledged: durable against power loss, and slower.")
    @Nullable
    Boolean fsync;

    @Option(
            names = "--gate-set",
            paramLabel = "FILE",
            description =
                    "Refuse checkpoints that drift towards what these canaries warn of, besides the built-in ones.")
    @Nullable
    Path gateSet;

    @Override
    public Integer call() {
        Map<String, Object> flags = new HashMap<>();
        flags.put("data", data);
        flags.put("shadow", shadow);
        flags.put("fsync", fsync);
        flags.put("learner.gate.canaries.set", gateSet);
        backend.into(flags);
        Settings settings = system.load(flags);
        return ServiceLifetime.run(
                () -> Standalone.start(settings),
                running -> "Backchannel is up: page and API at " + running.url() + ", Kafka at "
                        + running.bootstrapServers() + ", data in " + settings.path("data") + ". Ctrl-C stops it.",
                Standalone::ready);
    }
}
