package dev.backchannel.standalone.cli;

import dev.backchannel.standalone.system.RoleKind;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code learner}: that role alone. */
@Command(
        name = "learner",
        description =
                "Run only the learner; or, with a subcommand, look into what it did, or have it done differently.",
        subcommands = {LearnerReplayCommand.class, LearnerRebuildCommand.class, LearnerAnchorCommand.class})
public final class LearnerCommand implements Callable<Integer> {
    @Mixin
    RoleOptions role = new RoleOptions();

    @Option(
            names = "--gate-set",
            paramLabel = "FILE",
            description =
                    "Refuse checkpoints that drift towards what these canaries warn of, besides the built-in ones.")
    @Nullable
    Path gateSet;

    @Option(
            names = "--shadow",
            description = "Learn and commit, but mark what is committed so that no server offers it.")
    @Nullable
    Boolean shadow;

    @Override
    public Integer call() {
        Map<String, Object> flags = new HashMap<>();
        flags.put("learner.gate.canaries.set", gateSet);
        flags.put("shadow", shadow);
        return role.run(RoleKind.LEARNER, flags);
    }
}
