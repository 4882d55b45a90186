package dev.backchannel.standalone.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code keys}: who may come through the doors. */
@Command(
        name = "keys",
        description = "Make, list and revoke API keys, and make secrets for feedback tokens. Servers take up a changed"
                + " file within seconds.",
        subcommands = {KeysCreateCommand.class, KeysListCommand.class, KeysRevokeCommand.class, KeysSecretCommand.class
        })
public final class KeysCommand implements Runnable {
    @Spec
    CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say which: create, list, revoke or feedback-secret");
    }
}
