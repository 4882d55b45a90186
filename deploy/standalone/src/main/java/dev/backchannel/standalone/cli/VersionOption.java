package dev.backchannel.standalone.cli;

import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;

/** Which Backchannel this is, and on what it runs. */
public final class VersionOption {
    @Option(
            names = "--version",
            versionHelp = true,
            description = "Show the version of Backchannel and of Java, then exit.")
    boolean version;

    /** The jar's own version; compiled classes without a jar have none. */
    public static final class Provider implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = VersionOption.class.getPackage().getImplementationVersion();
            return new String[] {
                "backchannel " + (version == null ? "(not from a jar)" : version) + ", Java " + Runtime.version()
            };
        }
    }
}
