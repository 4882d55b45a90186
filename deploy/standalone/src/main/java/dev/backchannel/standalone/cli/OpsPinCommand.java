package dev.backchannel.standalone.cli;

import dev.backchannel.standalone.UserError;
import dev.backchannel.topics.Arms;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ops pin}. */
@Command(
        name = "pin",
        description =
                "Let an arm serve this checkpoint whatever is learned meanwhile, until unpinned; works with streams down,"
                        + " too.")
public final class OpsPinCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "CHECKPOINT", description = "Its id, or the beginning of it, or base.")
    @Nullable
    String checkpoint;

    @Option(names = "--none", description = "Unpin the arm.")
    boolean none;

    @Option(
            names = "--arm",
            paramLabel = "ARM",
            defaultValue = Arms.CANDIDATE,
            description = "candidate or control (default: ${DEFAULT-VALUE}).")
    String arm;

    @Mixin
    OpsOptions options = new OpsOptions();

    @Override
    public Integer call() {
        if (none == (checkpoint != null)) {
            throw UserError.usage("say which CHECKPOINT, or --none");
        }
        return options.carryOutOnArms((commands, experiment, arms) ->
                commands.pin(experiment, arm, Optional.ofNullable(checkpoint).map(arms::checkpoint)));
    }
}
