package dev.backchannel.standalone.cli;

import dev.backchannel.avro.OperatorEvent;
import dev.backchannel.policy.checkpoint.CheckpointStore;
import dev.backchannel.standalone.UserError;
import dev.backchannel.standalone.config.Settings;
import dev.backchannel.standalone.publish.Publisher;
import dev.backchannel.standalone.source.RunningFolder;
import dev.backchannel.standalone.store.Stores;
import dev.backchannel.standalone.system.DataDirectory;
import dev.backchannel.standalone.system.StandaloneOptions;
import dev.backchannel.topics.Topics;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code checkpoint publish}: an adapter that PEFT or TRL has trained, past the same gate. */
@Command(
        name = "publish",
        description =
                "Hand an adapter in PEFT's layout to the leading learner, which commits it as a checkpoint if the gate"
                        + " lets it pass; exits 0 only then.")
public final class CheckpointPublishCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DIR", description = "Folder with adapter_config.json and adapter_model.safetensors.")
    Path folder;

    @Mixin
    ConfigOptions config = new ConfigOptions();

    @Mixin
    LogOptions log = new LogOptions();

    @Mixin
    AskOptions ask = new AskOptions();

    @Option(
            names = "--store",
            paramLabel = "DIR|s3://BUCKET/PREFIX",
            description = "Where the learner keeps its checkpoints (default: the store of --data).")
    @Nullable
    String store;

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            defaultValue = "published from the command line",
            description = "Why; stays on record (default: ${DEFAULT-VALUE}).")
    String reason;

    @Override
    public Integer call() {
        Map<String, Object> flags = new HashMap<>();
        flags.put("store", store);
        Settings settings = config.load(flags);
        Optional<String> cluster = log.bootstrapServers(config);
        if (cluster.isPresent()
                && log.data().isEmpty()
                && settings.optionalText("store").isEmpty()) {
            throw UserError.usage(
                    "--bootstrap-servers needs --store, the folder or bucket where that learner keeps its checkpoints");
        }
        Path running = log.data().orElseGet(() -> settings.path("data"));
        Path own = running.resolve(DataDirectory.storeName(settings.text("policy")));
        OperatorEvent outcome;
        try (CheckpointStore opened = Stores.open(settings, own, running.resolve("store-copies"))) {
            outcome = new Publisher(
                            new Topics(StandaloneOptions.topics(settings)),
                            cluster.orElseGet(() -> RunningFolder.bootstrapServers(running)),
                            opened.inbox(),
                            ask.signing.signer(settings))
                    .publish(folder, ask.user(), reason, ask.patience());
        }
        return ask.print(outcome, "published", "verdict");
    }
}
