package dev.backchannel.standalone.cli;

import dev.backchannel.standalone.source.Caller;
import dev.backchannel.standalone.source.RunningFolder;
import dev.backchannel.standalone.source.RunningServer;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Where a command that needs the topics themselves finds them; at most one of three. */
final class LogOptions {
    @ArgGroup
    Where where = new Where();

    static final class Where {
        @Option(names = "--data", paramLabel = "DIR", description = "The system running on this folder.")
        @Nullable
        Path data;

        @Option(
                names = "--bootstrap-servers",
                paramLabel = "HOST:PORT,…",
                description = "The system on this Kafka cluster.")
        @Nullable
        String bootstrapServers;

        @Option(
                names = "--url",
                paramLabel = "URL",
                description = "The system whose server this is; its Kafka must be reachable from here.")
        @Nullable
        URI url;
    }

    /** The folder, if one was named. */
    Optional<Path> data() {
        return Optional.ofNullable(where.data);
    }

    /**
     * The cluster's address; empty if neither was given.
     *
     * @param config says how the server is asked
     */
    Optional<String> bootstrapServers(ConfigOptions config) {
        if (where.url != null) {
            return Optional.of(RunningServer.bootstrapServers(Caller.of(config.load(Map.of())), where.url));
        }
        return where.data == null
                ? Optional.ofNullable(where.bootstrapServers)
                : Optional.of(RunningFolder.bootstrapServers(where.data));
    }
}
