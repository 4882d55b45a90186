package dev.backchannel.standalone;

import dev.backchannel.standalone.bench.BenchCommand;
import dev.backchannel.standalone.cli.AuditCommand;
import dev.backchannel.standalone.cli.ChaosCommand;
import dev.backchannel.standalone.cli.CheckpointCommand;
import dev.backchannel.standalone.cli.CommandLines;
import dev.backchannel.standalone.cli.DemoCommand;
import dev.backchannel.standalone.cli.DistCommand;
import dev.backchannel.standalone.cli.ExportCommand;
import dev.backchannel.standalone.cli.IngestionCommand;
import dev.backchannel.standalone.cli.KeysCommand;
import dev.backchannel.standalone.cli.LearnerCommand;
import dev.backchannel.standalone.cli.LineageCommand;
import dev.backchannel.standalone.cli.OpsCommand;
import dev.backchannel.standalone.cli.PolicyServerCommand;
import dev.backchannel.standalone.cli.PretrainCommand;
import dev.backchannel.standalone.cli.ReplayCommand;
import dev.backchannel.standalone.cli.StreamsCommand;
import dev.backchannel.standalone.cli.TopicsCommand;
import dev.backchannel.standalone.cli.UpCommand;
import dev.backchannel.standalone.cli.VersionOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The table of contents: every command there is. */
@Command(
        name = "backchannel",
        versionProvider = VersionOption.Provider.class,
        description = "Turns what chat users do with an answer into a better policy while they are still talking.",
        subcommands = {
            DemoCommand.class,
            UpCommand.class,
            IngestionCommand.class,
            StreamsCommand.class,
            LearnerCommand.class,
            PolicyServerCommand.class,
            ReplayCommand.class,
            AuditCommand.class,
            LineageCommand.class,
            OpsCommand.class,
            CheckpointCommand.class,
            ExportCommand.class,
            TopicsCommand.class,
            KeysCommand.class,
            PretrainCommand.class,
            BenchCommand.class,
            DistCommand.class,
            ChaosCommand.class,
        })
public final class Main {
    @Mixin
    VersionOption version;

    public static void main(String[] args) {
        System.exit(CommandLines.of(new Main()).execute(args));
    }
}
