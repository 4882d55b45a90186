package dev.backchannel.standalone.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backchannel.avro.OperatorCommand;
import dev.backchannel.avro.OperatorEvent;
import dev.backchannel.avro.OperatorEventKind;
import dev.backchannel.standalone.config.Settings;
import dev.backchannel.standalone.operation.ArmsNow;
import dev.backchannel.standalone.operation.CommandLog;
import dev.backchannel.standalone.operation.OperationLog;
import dev.backchannel.standalone.source.RunningFolder;
import dev.backchannel.standalone.system.StandaloneOptions;
import dev.backchannel.streams.operation.Commands;
import dev.backchannel.topics.TopicSettings;
import dev.backchannel.topics.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every command of {@code ops} that changes something takes, and how it is given and waited for. */
final class OpsOptions {
    @Mixin
    ConfigOptions config = new ConfigOptions();

    @Mixin
    LogOptions log = new LogOptions();

    @Mixin
    SigningOptions signing = new SigningOptions();

    @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why; stays on record.")
    String reason;

    @Option(names = "--by", paramLabel = "NAME", description = "Who asks; stays on record (default: the user's name).")
    String by = System.getProperty("user.name", "unknown");

    @Option(
            names = "--command-id",
            paramLabel = "ID",
            description = "Carried out once, however often it is given (default: a new one).")
    @Nullable
    String commandId;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "Wait so long for the outcome; 0: return when the command is on record"
                    + " (default: ${DEFAULT-VALUE}).")
    long patience;

    @Option(names = "--json", description = "Print one JSON object as the last line.")
    boolean json;

    /** Makes a command about arms. */
    @FunctionalInterface
    interface ArmsCommand {
        /** @param experiment its id */
        OperatorCommand make(Commands commands, String experiment, ArmsNow arms);
    }

    /** @return 0 only if the command was applied, or is not waited for */
    int carryOut(BiFunction<Commands, TopicSettings, OperatorCommand> make) {
        return carryOut((commands, topics, servers) -> make.apply(commands, topics.settings()), "streams instance");
    }

    /** The same for a command that policy servers go by at once. */
    int carryOutOnArms(ArmsCommand command) {
        return carryOut(
                (commands, topics, servers) -> {
                    ArmsNow arms = new OperationLog(topics, servers).arms();
                    return arms.decided(command.make(commands, arms.experimentId(), arms));
                },
                "streams instance (policy servers go by the command already)");
    }

    @FunctionalInterface
    private interface Maker {
        OperatorCommand make(Commands commands, Topics topics, String bootstrapServers);
    }

    private int carryOut(Maker maker, String answerer) {
        Settings settings = config.load(Map.of());
        Topics topics = new Topics(StandaloneOptions.topics(settings));
        String servers =
                log.bootstrapServers(config).orElseGet(() -> RunningFolder.bootstrapServers(settings.path("data")));
        String id = commandId == null ? UUID.randomUUID().toString() : commandId;
        OperatorCommand command = maker.make(new Commands(id, by, reason, Instant.now()), topics, servers);
        CommandLog commands = new CommandLog(topics, servers, answerer, signing.signer(settings));
        Optional<OperatorEvent> before =
                commandId == null ? Optional.empty() : new OperationLog(topics, servers).outcome(id);
        if (before.isEmpty() && patience == 0) {
            commands.send(command);
            System.out.println(json ? given(command) : "the command " + id + " is on record");
            return 0;
        }
        OperatorEvent outcome = before.orElseGet(() -> commands.ask(() -> command, Duration.ofSeconds(patience)));
        System.out.println(json ? answered(outcome) : outcome.getMessage());
        return outcome.getKind() == OperatorEventKind.APPLIED ? 0 : 1;
    }

    private static String given(OperatorCommand command) {
        return new ObjectMapper()
                .createObjectNode()
                .put("commandId", command.getCommandId())
                .put("target", command.getTarget())
                .toString();
    }

    private static String answered(OperatorEvent event) {
        ObjectNode node = new ObjectMapper()
                .createObjectNode()
                .put("commandId", event.getCommandId())
                .put("applied", event.getKind() == OperatorEventKind.APPLIED)
                .put("target", event.getTarget())
                .put("message", event.getMessage());
        event.getDetails().forEach(node.putObject("details")::put);
        return node.toString();
    }
}
