package dev.backchannel.standalone.cli;

import dev.backchannel.standalone.system.RoleKind;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code learner}: that role alone. */
@Command(
        name = "learner",
        description = "Run only the learner; or, with a subcommand, look into what it did.",
        subcommands = LearnerReplayCommand.class)
public final class LearnerCommand implements Callable<Integer> {
    @Mixin
    RoleOptions role = new RoleOptions();

    @Option(
            names = "--gate-set",
            paramLabel = "FILE",
            description =
                    "Refuse checkpoints that drift towards what these canaries warn of, besides the built-in ones.")
    Path gateSet;

    @Override
    public Integer call() {
        return role.run(RoleKind.LEARNER, gateSet == null ? Map.of() : Map.of("learner.gate.canaries.set", gateSet));
    }
}
