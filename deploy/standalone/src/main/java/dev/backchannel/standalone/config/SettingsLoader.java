package dev.backchannel.standalone.config;

import dev.backchannel.standalone.UserError;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.source.yaml.YamlConfigSource;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** Lays the sources over one another: defaults &lt; file &lt; environment &lt; flags. An unknown key fails the start. */
public final class SettingsLoader {
    /** Variables that speak to the launcher, not to the configuration. */
    private static final Set<String> LAUNCHER_VARIABLES =
            Set.of("BACKCHANNEL_DEBUG", "BACKCHANNEL_JAVA_OPTS", "BACKCHANNEL_HOME");

    private static final Set<String> SECRETS = Set.of(
            "s3.access-key",
            "s3.secret-key",
            "mining.describe.key",
            "mining.judge.key",
            "policy-server.pool.key",
            "registry.password",
            "kafka.sasl.password",
            "kafka.tls.truststore-password",
            "kafka.tls.keystore-password");

    private final Knobs knobs;
    private final Map<String, String> environment;

    public SettingsLoader(Knobs knobs, Map<String, String> environment) {
        this.knobs = knobs;
        this.environment = environment;
    }

    /**
     * @param file properties or YAML, by its ending
     * @param flags what the command line says, by key
     * @throws UserError exit 2, naming the unknown key and the nearest known one
     */
    public Settings load(Optional<Path> file, Map<String, String> flags) {
        requireKnown(flags.keySet(), "on the command line");
        requireNoSecret(flags.keySet());
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder()
                .withSources(
                        new PropertiesConfigSource(knobs.defaults(), "the defaults", 100),
                        new PropertiesConfigSource(environmentByKey(), "the environment", 300),
                        new PropertiesConfigSource(flags, "the command line", 400));
        file.map(this::fileSource).ifPresent(builder::withSources);
        SmallRyeConfig config = builder.build();
        return new Settings(config);
    }

    private ConfigSource fileSource(Path file) {
        ConfigSource source = readFile(file);
        requireKnown(source.getPropertyNames(), "in " + file);
        return source;
    }

    private static ConfigSource readFile(Path file) {
        try {
            String text = Files.readString(file, StandardCharsets.UTF_8);
            String name = file.toString();
            if (name.endsWith(".yaml") || name.endsWith(".yml")) {
                return new YamlConfigSource(name, text, 200);
            }
            Properties properties = new Properties();
            try (Reader reader = new StringReader(text)) {
                properties.load(reader);
            }
            Map<String, String> map = new LinkedHashMap<>();
            properties.stringPropertyNames().forEach(key -> map.put(key, properties.getProperty(key)));
            return new PropertiesConfigSource(map, name, 200);
        } catch (NoSuchFileException e) {
            throw UserError.usage("the configuration file " + file + " does not exist");
        } catch (IOException | RuntimeException e) {
            throw UserError.usage("the configuration file " + file + " cannot be read: " + firstLine(e));
        }
    }

    private Map<String, String> environmentByKey() {
        Map<String, String> keyByName =
                knobs.keys().stream().collect(Collectors.toMap(Knobs::environmentName, key -> key));
        Map<String, String> found = new LinkedHashMap<>();
        environment.forEach((name, value) -> {
            if (!Knobs.isOurs(name) || LAUNCHER_VARIABLES.contains(name)) {
                return;
            }
            String key = keyByName.get(name);
            if (key == null) {
                throw UserError.usage(
                        "unknown environment variable " + name + Nearest.suggestion(name, keyByName.keySet()));
            }
            found.put(key, value);
        });
        return found;
    }

    private void requireKnown(Set<String> keys, String where) {
        List<String> unknown = keys.stream()
                .filter(key -> !knobs.keys().contains(key))
                .sorted()
                .toList();
        if (!unknown.isEmpty()) {
            String key = unknown.get(0);
            throw UserError.usage(
                    "unknown configuration key '" + key + "' " + where + Nearest.suggestion(key, knobs.keys()));
        }
    }

    private static void requireNoSecret(Set<String> flags) {
        flags.stream().filter(SECRETS::contains).sorted().findFirst().ifPresent(key -> {
            throw UserError.usage(
                    key + " must not stand on the command line, where every user of the machine can read it; set "
                            + Knobs.environmentName(key) + " or write it to the file of --config");
        });
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse(e.toString());
    }
}
