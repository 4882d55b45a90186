package dev.backchannel.standalone.cli;

import dev.backchannel.standalone.config.Settings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the commands that run the whole system share. */
public final class SystemOptions {
    @Mixin
    ConfigOptions config = new ConfigOptions();

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "Serve and teach the model in this folder (Hugging Face layout) instead of the seed policy.")
    @Nullable
    Path model;

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "Listen for HTTP on this port; 0 picks a free one (default: 8080).")
    @Nullable
    Integer port;

    @Option(
            names = "--kafka-port",
            paramLabel = "N",
            description = "Let the embedded Kafka listen on this port; 0, the default, picks a free one.")
    @Nullable
    Integer kafkaPort;

    @Option(
            names = "--windows",
            paramLabel = "fast|production",
            description = "Settle signals within seconds (fast, the default) or hours (production).")
    @Nullable
    String windows;

    /** As given; null when it was not. */
    public @Nullable Integer port() {
        return port;
    }

    /** @param more further flags of the command, by key; its port holds unless another was given */
    public Settings load(Map<String, Object> more) {
        Map<String, Object> flags = new HashMap<>(more);
        flags.put("model", model);
        if (port != null) {
            flags.put("port", port);
        }
        flags.put("kafka.port", kafkaPort);
        flags.put("windows", windows);
        return config.load(flags);
    }
}
