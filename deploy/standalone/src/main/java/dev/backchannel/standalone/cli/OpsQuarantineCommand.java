package dev.backchannel.standalone.cli;

import dev.backchannel.streams.operation.Commands;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ops quarantine}. */
@Command(
        name = "quarantine",
        description =
                "Let nothing of this user's teach that has not been taught yet, until released; exits 0 only if so.")
public final class OpsQuarantineCommand implements Callable<Integer> {
    @Mixin
    UserOptions user = new UserOptions();

    @Override
    public Integer call() {
        return user.carryOut(Commands::quarantine);
    }
}
