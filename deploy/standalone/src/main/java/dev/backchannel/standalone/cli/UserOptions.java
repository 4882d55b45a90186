package dev.backchannel.standalone.cli;

import dev.backchannel.avro.OperatorCommand;
import dev.backchannel.streams.operation.Commands;
import dev.backchannel.topics.Keys;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What every command of {@code ops} takes that is about a user. */
final class UserOptions {
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

    /** Makes the command about this user. */
    interface Form {
        OperatorCommand of(Commands commands, String tenant, String userId);
    }

    /** @return 0 only if the command was applied, or is not waited for */
    int carryOut(Form form) {
        return options.carryOut((commands, topics) -> form.of(commands, tenant, user));
    }
}
