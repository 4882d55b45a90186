package dev.backchannel.standalone.cli;

import dev.backchannel.streams.operation.Commands;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ops erase}. */
@Command(
        name = "erase",
        description =
                "Forget this user for good: what waits, state, profile and buffers; says which checkpoints have learned from them, and how to learn again without.")
public final class OpsEraseCommand implements Callable<Integer> {
    @Mixin
    UserOptions user = new UserOptions();

    @Override
    public Integer call() {
        return user.carryOut(Commands::erase);
    }
}
