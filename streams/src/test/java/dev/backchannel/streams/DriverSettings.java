package dev.backchannel.streams;

import dev.backchannel.streams.robust.ExceptionHandling;
import dev.backchannel.topics.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;

/** What a topology's test driver runs with; its locks lie in a folder of this process, since other builds may run beside. */
public final class DriverSettings {
    private static final Path STATE = folder();

    private DriverSettings() {}

    public static Properties of(Topics topics) {
        Properties properties = of(BackchannelTopology.applicationId(topics));
        properties.putAll(ExceptionHandling.settings(topics.deadLetters));
        return properties;
    }

    public static Properties of(String applicationId) {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId);
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:1");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, STATE.toString());
        return properties;
    }

    private static Path folder() {
        try {
            Path folder = Files.createTempDirectory("backchannel-driver");
            folder.toFile().deleteOnExit();
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
