package dev.backchannel.standalone.cli;

import dev.backchannel.topics.Keys;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ops quarantine}. */
@Command(
        name = "quarantine",
        description =
                "Let nothing of this user's teach that has not been taught yet, until released; exits 0 only if so.")
public final class OpsQuarantineCommand implements Callable<Integer> {
    @Parameters(paramLabel = "USER", description = "user_id of the user.")
    String user;

    @Option(
            names = "--tenant",
            paramLabel = "NAME",
            defaultValue = Keys.DEFAULT_TENANT,
            description = "Whose user (default: ${DEFAULT-VALUE}).")
    String tenant;

    @Mixin
    OpsOptions options = new OpsOptions();

    @Override
    public Integer call() {
        return options.carryOut((commands, topics) -> commands.quarantine(tenant, user));
    }
}
