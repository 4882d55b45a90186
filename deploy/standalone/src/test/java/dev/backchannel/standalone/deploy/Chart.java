package dev.backchannel.standalone.deploy;

import static dev.backchannel.standalone.deploy.Deployment.at;
import static dev.backchannel.standalone.deploy.Deployment.map;

import dev.backchannel.standalone.config.Knobs;
import dev.backchannel.standalone.config.Settings;
import dev.backchannel.standalone.config.SettingsLoader;
import dev.backchannel.standalone.system.RoleKind;
import dev.backchannel.standalone.system.StandaloneOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The Helm chart as the release {@code b} would be installed. */
final class Chart {
    private static final Path FOLDER = Deployment.FOLDER.resolve("helm/backchannel");

    private Chart() {}

    /** By default. */
    static Map<String, Object> values() {
        return Deployment.yaml(Deployment.read("helm/backchannel/values.yaml"));
    }

    /** Of every template, parsed. */
    static List<Map<String, Object>> objects(Map<String, Object> values) throws IOException {
        Map<String, Object> root = Map.of(
                "Values", values, "Release", Map.of("Name", "b"), "Chart", Map.of("AppVersion", Deployment.version()));
        List<Map<String, Object>> objects = new ArrayList<>();
        try (Stream<Path> templates = Files.list(FOLDER.resolve("templates"))) {
            for (Path template : templates.sorted().toList()) {
                String rendered = new ChartTemplate(Files.readString(template), root).render();
                objects.addAll(Deployment.documents(rendered));
            }
        }
        return objects;
    }

    static List<Map<String, Object>> objects(Map<String, Object> values, String kind) throws IOException {
        return objects(values).stream()
                .filter(object -> object.get("kind").equals(kind))
                .toList();
    }

    static Map<String, Object> workload(Map<String, Object> values, RoleKind kind) throws IOException {
        return objects(values).stream()
                .filter(object -> List.of("Deployment", "StatefulSet").contains(object.get("kind")))
                .filter(object -> at(object, "metadata.name").equals("b-" + kind.label()))
                .findFirst()
                .orElseThrow();
    }

    static String configuration(Map<String, Object> values) throws IOException {
        return map(objects(values, "ConfigMap").get(0).get("data"))
                .get("backchannel.properties")
                .toString();
    }

    /** As a role reads them: unknown keys and wrong values are errors. */
    static Settings settings(Map<String, Object> values, Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("backchannel.properties"), configuration(values));
        Settings settings = new SettingsLoader(Knobs.reference(), Map.of()).load(Optional.of(file), Map.of());
        StandaloneOptions.from(settings);
        return settings;
    }
}
