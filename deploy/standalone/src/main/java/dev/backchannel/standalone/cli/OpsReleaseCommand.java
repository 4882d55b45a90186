package dev.backchannel.standalone.cli;

import dev.backchannel.streams.operation.Commands;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ops release}. */
@Command(
        name = "release",
        description = "Let a user who was quarantined teach again; what was disposed of meanwhile stays so.")
public final class OpsReleaseCommand implements Callable<Integer> {
    @Mixin
    UserOptions user = new UserOptions();

    @Override
    public Integer call() {
        return user.carryOut(Commands::release);
    }
}
