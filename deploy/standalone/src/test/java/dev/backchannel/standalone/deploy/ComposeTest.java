package dev.backchannel.standalone.deploy;

import static dev.backchannel.standalone.deploy.Deployment.at;
import static dev.backchannel.standalone.deploy.Deployment.list;
import static dev.backchannel.standalone.deploy.Deployment.map;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.standalone.Main;
import dev.backchannel.standalone.cli.CommandLines;
import dev.backchannel.standalone.config.Settings;
import dev.backchannel.standalone.system.RoleKind;
import dev.backchannel.standalone.system.StandaloneOptions;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import kafka.server.KafkaConfig;
import org.apache.kafka.server.config.AbstractKafkaConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** compose.yaml against the code, the Dockerfiles and Kafka's own configuration. */
class ComposeTest {
    private static final Map<String, Object> COMPOSE = Deployment.yaml(Deployment.read("compose/compose.yaml"));
    private static final Map<String, Object> SERVICES = map(COMPOSE.get("services"));
    private static final Path HERE = Deployment.FOLDER.resolve("compose");

    @Test
    void everyImageIsPinnedAndOfTheVersionThatIsTested() {
        SERVICES.forEach((name, service) -> assertThat(
                        Deployment.PINNED.matcher(at(service, "image")).matches())
                .as(name)
                .isTrue());
        assertThat((String) at(SERVICES, "kafka-1.image"))
                .isEqualTo("apache/kafka:" + Deployment.property("kafka.version"));
        assertThat((String) at(SERVICES, "registry.image"))
                .isEqualTo("apicurio/apicurio-registry:" + Deployment.property("apicurio-registry.version"));
    }

    @Test
    void whatAServiceNeedsIsThere() {
        Set<String> volumes = map(COMPOSE.get("volumes")).keySet();
        Set<String> networks = map(COMPOSE.get("networks")).keySet();
        Map<String, Object> secrets = map(COMPOSE.get("secrets"));
        secrets.values().forEach(secret -> assertThat(HERE.resolve(orElse(at(secret, "file"))))
                .exists());
        SERVICES.forEach((name, service) -> {
            Map<String, Object> its = map(service);
            assertThat(SERVICES.keySet())
                    .as(name)
                    .containsAll(map(its.getOrDefault("depends_on", Map.of())).keySet());
            assertThat(networks).as(name).containsAll(list(its.getOrDefault("networks", List.of())));
            assertThat(secrets.keySet()).as(name).containsAll(list(its.getOrDefault("secrets", List.of())));
            for (String volume : Deployment.<String>list(its.getOrDefault("volumes", List.of()))) {
                String from = volume.split(":")[0];
                if (from.startsWith(".")) {
                    assertThat(HERE.resolve(from)).as(name).exists();
                } else {
                    assertThat(volumes).as(name).contains(from);
                }
            }
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void kafkaTakesItsConfiguration(int node) {
        Map<String, String> properties = new HashMap<>();
        map(at(SERVICES, "kafka-" + node + ".environment")).forEach((key, value) -> {
            if (key.startsWith("KAFKA_")) {
                String name = key.substring(6).toLowerCase(Locale.ROOT).replace('_', '.');
                assertThat(AbstractKafkaConfig.CONFIG_DEF.names()).contains(name);
                properties.put(name, value.toString());
            }
        });
        KafkaConfig config = new KafkaConfig(properties, false);
        assertThat(config.nodeId()).isEqualTo(node);
        assertThat(config.effectiveAdvertisedBrokerListeners().toString())
                .contains("host='kafka-" + node + "', port=9092");
        assertThat(properties.get("controller.quorum.voters").split(",")).hasSize(3);
        assertThat(properties)
                .containsEntry("min.insync.replicas", "2")
                .containsEntry("default.replication.factor", "3");
    }

    @ParameterizedTest
    @EnumSource(RoleKind.class)
    void aRoleIsConfiguredByKnobsAndFindsTheOthers(RoleKind kind) {
        Map<String, Object> service = map(SERVICES.get(kind.label()));
        Settings settings = Deployment.settings(environment(kind));
        StandaloneOptions options = StandaloneOptions.from(settings);

        assertThat(options.topics().replication()).isEqualTo(3);
        for (String server : settings.text("bootstrap-servers").split(",")) {
            assertThat(SERVICES).containsKey(server.split(":")[0]);
        }
        assertThat(SERVICES).containsKey(URI.create(settings.text("policy-url")).getHost());
        URI registry = URI.create(options.topics().registry().orElseThrow().url());
        assertThat(SERVICES).containsKey(registry.getHost());
        assertThat(at(SERVICES, registry.getHost() + ".healthcheck.test").toString())
                .contains(registry.getPath());
        List<String> command = list(service.get("command"));
        assertThat(command).containsExactly(kind.label());
        CommandLines.of(new Main()).parseArgs(command.toArray(String[]::new));

        assertThat(at(service, "healthcheck.test").toString())
                .contains("http://127.0.0.1:" + settings.text("port") + "/readyz");
        assertThat(Deployment.<String>list(service.getOrDefault("ports", List.of())))
                .allMatch(port -> port.startsWith("127.0.0.1:") && port.endsWith(":" + settings.text("port")));
        assertThat(service).containsEntry("user", "10001:10001").containsEntry("read_only", true);
        assertThat(list(service.get("volumes")).toString()).contains(kind.label() + ":" + settings.text("data"));
        assertThat(list(service.get("tmpfs")).toString()).contains("/tmp:exec");
        assertThat((String) service.get("image")).isEqualTo("backchannel/" + kind.label() + ":" + Deployment.version());
        assertThat(Deployment.ROOT.resolve((String) at(service, "build.dockerfile")))
                .exists();
        assertThat(HERE.resolve((String) at(service, "build.context")).normalize())
                .isEqualTo(Deployment.ROOT);
        assertThat(dockerfile(service).stages()).containsKey(at(service, "build.target"));
    }

    @Test
    void learnerAndServersShareTheStore() {
        for (String role : List.of("learner", "policy-server")) {
            assertThat(list(at(SERVICES, role + ".volumes")).toString()).contains("checkpoints:/store");
        }
        assertThat((String) at(SERVICES, "learner.environment.BACKCHANNEL_STORE"))
                .isEqualTo("/store");
        assertThat(list(at(SERVICES, "store.command"))).containsExactly("chown", "10001:10001", "/store");
        assertThat(Arrays.stream(RoleKind.values()).map(RoleKind::label)).allMatch(SERVICES::containsKey);
    }

    /** Of <code>${VARIABLE:-OTHERWISE}</code>. */
    private static String orElse(String text) {
        return text.replaceFirst("^\\$\\{\\w+:-(.*)}$", "$1");
    }

    /** What the image sets, and what the service sets over it. */
    private static Map<String, String> environment(RoleKind kind) {
        Map<String, Object> service = map(SERVICES.get(kind.label()));
        Map<String, String> all =
                new HashMap<>(dockerfile(service).stages().get(kind.label()).environment());
        map(service.get("environment")).forEach((key, value) -> all.put(key, value.toString()));
        return all.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("BACKCHANNEL_"))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static Dockerfile dockerfile(Map<String, Object> service) {
        String file = at(service, "build.dockerfile");
        return Dockerfile.of(Deployment.read(file.replaceFirst("^deploy/", "")));
    }
}
