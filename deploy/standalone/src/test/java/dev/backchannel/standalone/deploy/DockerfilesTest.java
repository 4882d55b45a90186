package dev.backchannel.standalone.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.standalone.Main;
import dev.backchannel.standalone.cli.CommandLines;
import dev.backchannel.standalone.config.Settings;
import dev.backchannel.standalone.system.RoleKind;
import dev.backchannel.standalone.system.StandaloneOptions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody could run an engine on these files here, so what can be checked without one is. */
class DockerfilesTest {
    private static final String CPU = "docker/Dockerfile";
    private static final String CUDA = "docker/Dockerfile.cuda";
    private static final Pattern COPIED = Pattern.compile("--from=(\\S+) (\\S+) (\\S+)");

    @ParameterizedTest
    @ValueSource(strings = {CPU, CUDA})
    void everyImageIsPinnedAndEveryStageIsThere(String name) {
        Dockerfile file = Dockerfile.of(Deployment.read(name));
        assertThat(file.images())
                .isNotEmpty()
                .allMatch(image -> Deployment.PINNED.matcher(image).matches());
        file.stages().values().stream()
                .flatMap(stage -> stage.instructions().stream())
                .filter(instruction -> instruction.keyword().equals("COPY"))
                .map(instruction -> COPIED.matcher(instruction.text()))
                .filter(Matcher::find)
                .forEach(copied -> assertThat(file.stages()).containsKey(copied.group(1)));
    }

    @Test
    void everyRoleHasAnImageThatRunsIt() {
        Map<String, Dockerfile.Stage> stages =
                Dockerfile.of(Deployment.read(CPU)).stages();
        List<String> roles =
                Arrays.stream(RoleKind.values()).map(RoleKind::label).toList();
        assertThat(stages.keySet()).containsAll(roles).contains("standalone");
        roles.forEach(role -> assertThat(command(stages.get(role))).containsExactly(role));
        assertThat(command(stages.get("standalone"))).containsExactly("up");
        Map<String, Dockerfile.Stage> cuda =
                Dockerfile.of(Deployment.read(CUDA)).stages();
        List.of("learner", "policy-server")
                .forEach(role -> assertThat(command(cuda.get(role))).containsExactly(role));
    }

    @ParameterizedTest
    @ValueSource(strings = {CPU, CUDA})
    void whatRunsIsNobodyTellsItsHealthAndIsConfiguredByKnobs(String name) {
        Dockerfile.of(Deployment.read(name)).stages().forEach((target, stage) -> {
            if (stage.instructions().stream().noneMatch(i -> i.keyword().equals("CMD"))) {
                return;
            }
            String where = name + " " + target;
            CommandLines.of(new Main()).parseArgs(command(stage).toArray(String[]::new));
            assertThat(stage.last("USER")).as(where).isEqualTo("10001:10001");
            Map<String, String> ours = stage.environment().entrySet().stream()
                    .filter(entry -> entry.getKey().startsWith("BACKCHANNEL_"))
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> b, TreeMap::new));
            Settings settings = Deployment.settings(ours);
            StandaloneOptions.from(settings);
            String port = settings.text("port");
            assertThat(stage.last("EXPOSE")).as(where).isEqualTo(port);
            assertThat(stage.last("HEALTHCHECK"))
                    .as(where)
                    .contains("http://127.0.0.1:" + port + "/readyz")
                    .contains("\"curl\"");
            assertThat(stage.last("VOLUME")).as(where).isEqualTo(settings.text("data"));
            assertThat(stage.environment()).as(where).containsEntry("HOME", settings.text("data"));
            assertThat(stage.last("ENTRYPOINT")).as(where).isEqualTo("[\"/opt/backchannel/bin/backchannel\"]");
        });
    }

    @Test
    void theLibraryForCudaIsTheVersionThatTheRestIsBuiltFor() {
        String file = Deployment.read(CUDA);
        Map<String, String> environment =
                Dockerfile.of(file).stages().get("runtime-cuda").environment();
        assertThat(environment).containsEntry("PYTORCH_VERSION", Deployment.property("pytorch.version"));
        assertThat(file)
                .contains("-" + Deployment.property("pytorch.version") + "%2B" + environment.get("PYTORCH_FLAVOR"));
        assertThat(file).contains("backchannel/runtime:" + Deployment.version());
    }

    private static List<String> command(Dockerfile.Stage stage) {
        return Deployment.list(Deployment.yaml("command: " + stage.last("CMD")).get("command"));
    }
}
