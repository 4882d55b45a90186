package dev.backchannel.standalone.cli;

import dev.backchannel.standalone.config.Knobs;
import dev.backchannel.standalone.config.Settings;
import dev.backchannel.standalone.config.SettingsLoader;
import dev.backchannel.standalone.system.KafkaSignIn;
import dev.backchannel.topics.KafkaAccess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the configuration of a command comes from. */
public final class ConfigOptions {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Read settings from a properties or YAML file; the environment and flags go before it.")
    @Nullable
    Path file;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Set one configuration key; may be repeated. backchannel.properties lists every key.")
    Map<String, String> set = new LinkedHashMap<>();

    @Option(
            names = "--registry-url",
            paramLabel = "URL",
            description =
                    "Keep the topics' schemas in this schema registry (Confluent's API), and write its wire format.")
    @Nullable
    String registryUrl;

    @Option(
            names = {"-v", "--verbose"},
            description = "Show details when something fails, and log more.")
    boolean verbose;

    /** The same for another process. */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        if (file != null) {
            arguments.addAll(List.of("--config", file.toString()));
        }
        if (registryUrl != null) {
            arguments.addAll(List.of("--registry-url", registryUrl));
        }
        set.forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
        return arguments;
    }

    /** @param flags what other options of the command say, by key; null values were not given */
    public Settings load(Map<String, Object> flags) {
        Map<String, String> all = new LinkedHashMap<>(set);
        if (registryUrl != null) {
            all.put("registry.url", registryUrl);
        }
        flags.forEach((key, value) -> {
            if (value != null) {
                all.put(key, value.toString());
            }
        });
        Settings settings = new SettingsLoader(Knobs.reference(), System.getenv()).load(Optional.ofNullable(file), all);
        KafkaAccess.use(KafkaSignIn.of(settings));
        return settings;
    }
}
