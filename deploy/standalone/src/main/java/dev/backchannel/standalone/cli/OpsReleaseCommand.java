package dev.backchannel.standalone.cli;

import dev.backchannel.topics.Keys;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ops release}. */
@Command(
        name = "release",
        description = "Let a user who was quarantined teach again; what was disposed of meanwhile stays so.")
public final class OpsReleaseCommand implements Callable<Integer> {
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
        return options.carryOut((commands, topics) -> commands.release(tenant, user));
    }
}
