package dev.backchannel.standalone.cli;

import dev.backchannel.avro.OperatorEvent;
import dev.backchannel.learner.publish.AnchorCommands;
import dev.backchannel.standalone.config.Settings;
import dev.backchannel.standalone.operation.CommandLog;
import dev.backchannel.standalone.source.RunningFolder;
import dev.backchannel.standalone.system.StandaloneOptions;
import dev.backchannel.topics.Topics;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code learner anchor}: from here on, measure against this checkpoint. */
@Command(
        name = "anchor",
        description =
                "Make a committed checkpoint the reference policy of the losses and of KL; exits 0 only if the leading"
                        + " learner did so. The change is a step of its own on the record.")
public final class LearnerAnchorCommand implements Callable<Integer> {
    @Parameters(paramLabel = "CHECKPOINT_ID", description = "Its id, or the beginning of it; base: the base itself.")
    String checkpoint;

    @Mixin
    ConfigOptions config = new ConfigOptions();

    @Mixin
    LogOptions log = new LogOptions();

    @Mixin
    AskOptions ask = new AskOptions();

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            defaultValue = "anchored from the command line",
            description = "Why; stays on record (default: ${DEFAULT-VALUE}).")
    String reason;

    @Override
    public Integer call() {
        Settings settings = config.load(Map.of());
        Topics topics = new Topics(StandaloneOptions.topics(settings));
        CommandLog learner = new CommandLog(
                topics,
                log.bootstrapServers(config).orElseGet(() -> RunningFolder.bootstrapServers(settings.path("data"))),
                "learner",
                ask.signing.signer(settings));
        OperatorEvent outcome = learner.ask(
                () -> AnchorCommands.of(topics, checkpoint, ask.user(), reason, Instant.now()), ask.patience());
        return ask.print(outcome, "anchored", "anchor");
    }
}
