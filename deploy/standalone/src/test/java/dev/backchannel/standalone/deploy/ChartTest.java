package dev.backchannel.standalone.deploy;

import static dev.backchannel.standalone.deploy.Deployment.at;
import static dev.backchannel.standalone.deploy.Deployment.list;
import static dev.backchannel.standalone.deploy.Deployment.map;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.standalone.Main;
import dev.backchannel.standalone.cli.CommandLines;
import dev.backchannel.standalone.config.Knobs;
import dev.backchannel.standalone.config.Settings;
import dev.backchannel.standalone.system.RoleKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The Helm chart, rendered by the little of Helm that it needs, against the code. */
class ChartTest {
    private static final Set<String> KNOWN = Stream.concat(
                    Stream.of("BACKCHANNEL_JAVA_OPTS"),
                    Knobs.reference().keys().stream().map(Knobs::environmentName))
            .collect(Collectors.toSet());

    @TempDir
    Path folder;

    @Test
    void theChartIsOfThisVersion() {
        Map<String, Object> chart = Deployment.yaml(Deployment.read("helm/backchannel/Chart.yaml"));
        assertThat(chart)
                .containsEntry("version", Deployment.version())
                .containsEntry("appVersion", Deployment.version());
        assertThat((String) at(Chart.values(), "image.tag")).isEqualTo(Deployment.version());
    }

    @ParameterizedTest
    @EnumSource(RoleKind.class)
    void aRoleRunsItsImageWithItsConfigurationAndNoMoreRightsThanItNeeds(RoleKind kind) throws IOException {
        Map<String, Object> pods = map(at(Chart.workload(Chart.values(), kind), "spec.template.spec"));
        Map<String, Object> container = map(list(pods.get("containers")).get(0));
        Settings settings = Chart.settings(Chart.values(), folder);
        List<String> arguments = list(container.get("args"));

        assertThat(container).containsEntry("image", "backchannel/" + kind.label() + ":" + Deployment.version());
        assertThat(arguments).startsWith(kind.label());
        CommandLines.of(new Main()).parseArgs(arguments.toArray(String[]::new));
        assertThat(mounts(container)).contains(settings.text("data"), "/tmp").contains(folderOf(arguments.get(2)));
        assertThat((Integer) at(container, "ports.0.containerPort")).isEqualTo(settings.integer("port"));
        assertThat((String) at(container, "readinessProbe.httpGet.path")).isEqualTo("/readyz");
        assertThat((String) at(container, "livenessProbe.httpGet.path")).isEqualTo("/healthz");
        assertThat(map(container.get("securityContext")))
                .containsEntry("readOnlyRootFilesystem", true)
                .containsEntry("allowPrivilegeEscalation", false);
        assertThat(map(pods.get("securityContext")))
                .containsEntry("runAsNonRoot", true)
                .containsEntry("runAsUser", 10001);
        assertThat(volumes(Chart.values(), kind)).containsAll(mounted(container));
        assertThat(variables(container)).isSubsetOf(KNOWN);
    }

    @Test
    void rolesFindEachOtherByTheirServices() throws IOException {
        List<String> services = Chart.objects(Chart.values()).stream()
                .filter(object -> object.get("kind").equals("Service"))
                .map(object -> (String) at(object, "metadata.name"))
                .toList();
        assertThat(services).hasSize(4).contains("b-policy-server");
        assertThat(Chart.settings(Chart.values(), folder).text("policy-url")).isEqualTo("http://b-policy-server:8080");
        assertThat(Chart.workload(Chart.values(), RoleKind.LEARNER)).containsEntry("kind", "StatefulSet");
        assertThat((Integer) at(Chart.workload(Chart.values(), RoleKind.LEARNER), "spec.replicas"))
                .isEqualTo(2);
    }

    @Test
    void withAFolderAsStoreAndUsersOfKafkaWhatIsMountedIsThere() throws IOException {
        Map<String, Object> values = Chart.values();
        map(values.get("store")).putAll(Map.of("claim", "shared", "url", "/store"));
        map(values.get("kafka")).put("users", true);
        values.put("monitoring", true);
        for (RoleKind kind : RoleKind.values()) {
            Map<String, Object> container = map(at(Chart.workload(values, kind), "spec.template.spec.containers.0"));
            assertThat(mounts(container)).contains("/store");
            assertThat(variables(container)).isSubsetOf(KNOWN);
            for (String key : List.of("kafka.tls.truststore", "kafka.tls.keystore")) {
                assertThat(mounts(container))
                        .contains(folderOf(Chart.settings(values, folder).text(key)));
            }
            assertThat(volumes(values, kind)).containsAll(mounted(container));
        }
        assertThat(Chart.settings(values, folder).text("store")).isEqualTo("/store");
        assertThat(Chart.objects(values))
                .extracting(object -> object.get("kind"))
                .contains("PodMonitor");
    }

    @Test
    void whereKeysAreAskedForTheyAreMountedAndPrometheusShowsOne() throws IOException {
        Map<String, Object> values = Chart.values();
        values.put("monitoring", true);
        assertThat((Object) at(Chart.objects(values, "PodMonitor").get(0), "spec.podMetricsEndpoints.0.authorization"))
                .isNull();
        assertThat(Chart.settings(values, folder).optionalText("doors.keys-file"))
                .isEmpty();

        map(values.get("doors")).putAll(Map.of("keysSecret", "their-keys", "metricsSecret", "a-key"));
        assertThat(map(at(Chart.objects(values, "PodMonitor").get(0), "spec.podMetricsEndpoints.0.authorization")))
                .containsEntry("type", "Bearer")
                .containsEntry("credentials", Map.of("name", "a-key", "key", "key"));
        String file = Chart.settings(values, folder).text("doors.keys-file");
        for (RoleKind kind : RoleKind.values()) {
            Map<String, Object> container = map(at(Chart.workload(values, kind), "spec.template.spec.containers.0"));
            assertThat(mounts(container)).contains(folderOf(file));
            assertThat(volumes(values, kind)).containsAll(mounted(container));
        }
    }

    @Test
    void whatIsNeverSetOnACommandLineIsNotInTheConfigurationEither() throws IOException {
        assertThat(Chart.configuration(Chart.values())).doesNotContain("-key", "password");
    }

    private static List<String> mounts(Map<String, Object> container) {
        return Deployment.<Map<String, Object>>list(container.get("volumeMounts")).stream()
                .map(mount -> (String) mount.get("mountPath"))
                .toList();
    }

    private static List<String> variables(Map<String, Object> container) {
        return Deployment.<Map<String, Object>>list(container.get("env")).stream()
                .map(variable -> (String) variable.get("name"))
                .toList();
    }

    private static List<String> mounted(Map<String, Object> container) {
        return Deployment.<Map<String, Object>>list(container.get("volumeMounts")).stream()
                .map(mount -> (String) mount.get("name"))
                .toList();
    }

    private static List<String> volumes(Map<String, Object> values, RoleKind kind) throws IOException {
        Map<String, Object> workload = Chart.workload(values, kind);
        List<String> names = new ArrayList<>();
        for (Object volume : list(at(workload, "spec.template.spec.volumes"))) {
            names.add(at(volume, "name"));
        }
        if (at(workload, "spec.volumeClaimTemplates") != null) {
            names.add(at(workload, "spec.volumeClaimTemplates.0.metadata.name"));
        }
        return names;
    }

    private static String folderOf(String path) {
        return path.substring(0, path.lastIndexOf('/'));
    }
}
