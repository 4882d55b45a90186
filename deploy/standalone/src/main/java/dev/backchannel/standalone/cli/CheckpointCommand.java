package dev.backchannel.standalone.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code checkpoint}: what an operator does with checkpoints. */
@Command(
        name = "checkpoint",
        description = "Bring a checkpoint in from outside.",
        subcommands = CheckpointPublishCommand.class)
public final class CheckpointCommand implements Runnable {
    @Spec
    CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what: publish");
    }
}
