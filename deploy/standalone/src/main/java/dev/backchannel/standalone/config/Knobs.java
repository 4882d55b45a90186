package dev.backchannel.standalone.config;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Every knob there is, with its default, as the reference file {@code backchannel.properties} lists them. */
public final class Knobs {
    static final String REFERENCE = "/backchannel.properties";
    private static final String ENVIRONMENT_PREFIX = "BACKCHANNEL_";

    private final Map<String, String> defaults;

    private Knobs(Map<String, String> defaults) {
        this.defaults = defaults;
    }

    public static Knobs reference() {
        Map<String, String> defaults = new LinkedHashMap<>();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(Knobs.class.getResourceAsStream(REFERENCE), StandardCharsets.UTF_8))) {
            lines.lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .forEach(line -> {
                        int equals = line.indexOf('=');
                        defaults.put(
                                line.substring(0, equals).strip(),
                                line.substring(equals + 1).strip());
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Knobs(defaults);
    }

    public Set<String> keys() {
        return defaults.keySet();
    }

    public Map<String, String> defaults() {
        return Map.copyOf(defaults);
    }

    /** {@code kafka.port} is {@code BACKCHANNEL_KAFKA_PORT} in the environment. */
    public static String environmentName(String key) {
        return ENVIRONMENT_PREFIX
                + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    static boolean isOurs(String environmentName) {
        return environmentName.startsWith(ENVIRONMENT_PREFIX);
    }
}
