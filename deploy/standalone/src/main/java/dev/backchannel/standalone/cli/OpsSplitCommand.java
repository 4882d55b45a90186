package dev.backchannel.standalone.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code ops split}. */
@Command(
        name = "split",
        description =
                "Divide the users anew: so many to the candidate, the rest to control. Nobody leaves the arm that grows.")
public final class OpsSplitCommand implements Callable<Integer> {
    @Parameters(paramLabel = "SHARE", description = "The candidate's share of the users, 0 to 1.")
    double share;

    @Mixin
    OpsOptions options = new OpsOptions();

    @Override
    public Integer call() {
        return options.carryOutOnArms((commands, experiment, arms) -> commands.split(experiment, share));
    }
}
