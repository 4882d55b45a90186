package dev.backchannel.kafka;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/** A broker's folder before its first start. */
public final class BrokerFiles {
    private static final String FORMATTED = "meta.properties";

    private BrokerFiles() {}

    static boolean isFormatted(Path directory) {
        return Files.exists(directory.resolve(FORMATTED));
    }

    /** @param config of the broker; its {@code log.dirs} is one folder, left alone if it has been formatted */
    public static void format(Map<String, String> config, String clusterId) throws Exception {
        Path directory = Path.of(config.get("log.dirs"));
        if (isFormatted(directory)) {
            return;
        }
        Files.createDirectories(directory);
        new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                .setClusterId(clusterId)
                .setNodeId(Integer.parseInt(config.get("node.id")))
                .setDirectories(List.of(directory.toString()))
                .setControllerListenerName("CONTROLLER")
                .setReleaseVersion(MetadataVersion.latestProduction())
                .setMetadataLogDirectory(directory.toString())
                .setIgnoreFormatted(true)
                .run();
    }
}
