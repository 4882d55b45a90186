package dev.backchannel.standalone.cli;

import dev.backchannel.standalone.system.RoleKind;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code learner}: that role alone. */
@Command(
        name = "learner",
        description = "Run only the learner; or, with a subcommand, look into what it did.",
        subcommands = LearnerReplayCommand.class)
public final class LearnerCommand implements Callable<Integer> {
    @Mixin
    RoleOptions role = new RoleOptions();

    @Override
    public Integer call() {
        return role.run(RoleKind.LEARNER);
    }
}
