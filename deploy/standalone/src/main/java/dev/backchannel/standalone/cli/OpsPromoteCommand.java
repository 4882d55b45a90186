package dev.backchannel.standalone.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code ops promote}. */
@Command(
        name = "promote",
        description =
                "Let the control arm serve this checkpoint: it is what candidates are compared with, and rolled back to.")
public final class OpsPromoteCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..1",
            paramLabel = "CHECKPOINT",
            description = "Its id, or the beginning of it, or base (default: what the candidate serves).")
    @Nullable
    String checkpoint;

    @Mixin
    OpsOptions options = new OpsOptions();

    @Override
    public Integer call() {
        return options.carryOutOnArms((commands, experiment, arms) ->
                commands.promote(experiment, Optional.ofNullable(checkpoint).map(arms::checkpoint)));
    }
}
