package dev.backchannel.standalone.deploy;

import dev.backchannel.standalone.config.Knobs;
import dev.backchannel.standalone.config.Settings;
import dev.backchannel.standalone.config.SettingsLoader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The files under deploy/ that are no code, and what of the build they must agree with. */
final class Deployment {
    static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    static final Path FOLDER = ROOT.resolve("deploy");

    /** A name, a tag that starts a version, and no digest games: {@code debian:12.11-slim}. */
    static final Pattern PINNED = Pattern.compile("[a-z0-9./-]+:v?\\d+\\.\\d+[\\w.-]*");

    private Deployment() {}

    static String read(String file) {
        try {
            return Files.readString(FOLDER.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Map<String, Object> yaml(String text) {
        return new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
    }

    static List<Map<String, Object>> documents(String text) {
        List<Map<String, Object>> all = new java.util.ArrayList<>();
        for (Object document : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(text)) {
            if (document != null) {
                all.add(map(document));
            }
        }
        return all;
    }

    @SuppressWarnings("unchecked") // what a YAML mapping is
    static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked") // what a YAML sequence is
    static <T> List<T> list(Object value) {
        return (List<T>) value;
    }

    /** Follows keys and indices, {@code a.b.0.c}; null where there is nothing. */
    @SuppressWarnings("unchecked")
    static <T> T at(Object node, String path) {
        Object here = node;
        for (String step : path.split("\\.")) {
            if (here instanceof List<?> list) {
                here = list.get(Integer.parseInt(step));
            } else if (here instanceof Map<?, ?> map) {
                here = map.get(step);
            } else {
                return null;
            }
        }
        return (T) here;
    }

    /** A property of the root pom. */
    static String property(String name) {
        return pom("<" + Pattern.quote(name) + ">([^<]+)</");
    }

    /** Of the release that this build will be. */
    static String version() {
        return pom("<artifactId>backchannel</artifactId>\\s*<version>([^<]+)</version>")
                .replace("-SNAPSHOT", "");
    }

    /** @throws dev.backchannel.standalone.UserError on a key or value that the program would refuse */
    static Settings settings(Map<String, String> environment) {
        return new SettingsLoader(Knobs.reference(), environment).load(Optional.empty(), Map.of());
    }

    private static String pom(String pattern) {
        try {
            Matcher found = Pattern.compile(pattern).matcher(Files.readString(ROOT.resolve("pom.xml")));
            if (!found.find()) {
                throw new IllegalArgumentException("pom.xml has nothing like " + pattern);
            }
            return found.group(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
