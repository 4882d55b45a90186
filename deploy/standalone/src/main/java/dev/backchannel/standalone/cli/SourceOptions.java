package dev.backchannel.standalone.cli;

import dev.backchannel.standalone.source.RunningFolder;
import java.net.URI;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Where a command that only reads finds the system; one of three, by default the server on this machine. */
final class SourceOptions {
    @ArgGroup(heading = "Where to read (default: --url http://localhost:8080)%n")
    Where where = new Where();

    static final class Where {
        @Option(names = "--url", paramLabel = "URL", description = "Ask this server.")
        @Nullable
        URI url;

        @Option(
                names = "--data",
                paramLabel = "DIR",
                description = "Read the topics of the system running on this folder.")
        @Nullable
        Path data;

        @Option(
                names = "--bootstrap-servers",
                paramLabel = "HOST:PORT,…",
                description = "Read the topics of this Kafka cluster.")
        @Nullable
        String bootstrapServers;
    }

    /**
     * @param topics makes a source of a cluster's address
     * @param server makes a source of a server's address
     */
    <S> S choose(Function<String, S> topics, Function<URI, S> server) {
        if (where.data != null) {
            return topics.apply(RunningFolder.bootstrapServers(where.data));
        }
        if (where.bootstrapServers != null) {
            return topics.apply(where.bootstrapServers);
        }
        return server.apply(where.url == null ? URI.create("http://localhost:8080") : where.url);
    }
}
