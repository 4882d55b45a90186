package dev.backchannel.standalone.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ops}: what an operator wants, as records. */
@Command(
        name = "ops",
        description = "Operate a running system: every command is a record, and has one outcome, a record, too.",
        subcommands = {
            OpsStatusCommand.class,
            OpsWatchCommand.class,
            OpsPauseCommand.class,
            OpsResumeCommand.class,
            OpsPromoteCommand.class,
            OpsRollbackCommand.class,
            OpsPinCommand.class,
            OpsSplitCommand.class,
            OpsQuarantineCommand.class,
            OpsReleaseCommand.class,
            OpsEraseCommand.class,
            OpsRedriveCommand.class,
            OpsKeygenCommand.class
        })
public final class OpsCommand implements Runnable {
    @Spec
    CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "say what: status, watch, pause, resume, promote, rollback, pin, split, quarantine, release, erase,"
                        + " redrive or keygen");
    }
}
