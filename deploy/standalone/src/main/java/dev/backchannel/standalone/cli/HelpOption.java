package dev.backchannel.standalone.cli;

import picocli.CommandLine.Option;

/** Every command explains itself. */
final class HelpOption {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show what this command does and takes, then exit.")
    boolean help;
}
