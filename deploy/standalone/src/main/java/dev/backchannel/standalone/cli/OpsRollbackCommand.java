package dev.backchannel.standalone.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code ops rollback}. */
@Command(
        name = "rollback",
        description =
                "Serve an older checkpoint at once, go on learning from it, and never offer again what came after it;"
                        + " works with streams down, too. Exits 0 only once it is on record that so it is.")
public final class OpsRollbackCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..1",
            paramLabel = "CHECKPOINT",
            description =
                    "Its id, or the beginning of it, or base (default: what was promoted last, else the one before).")
    @Nullable
    String checkpoint;

    @Mixin
    OpsOptions options = new OpsOptions();

    @Override
    public Integer call() {
        return options.carryOutOnArms((commands, experiment, arms) ->
                commands.rollback(experiment, Optional.ofNullable(checkpoint).map(arms::checkpoint)));
    }
}
