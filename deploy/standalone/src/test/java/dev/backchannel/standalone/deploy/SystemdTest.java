package dev.backchannel.standalone.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.standalone.Main;
import dev.backchannel.standalone.cli.CommandLines;
import dev.backchannel.standalone.config.Knobs;
import dev.backchannel.standalone.system.RoleKind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The units of the archive: their commands are ours, and they may do no more than they need. */
class SystemdTest {
    private static final String ALL = "backchannel.service";
    private static final String ROLE = "backchannel-role@.service";

    @ParameterizedTest
    @EnumSource(RoleKind.class)
    void aRolesUnitStartsTheRole(RoleKind kind) throws IOException {
        List<String> command = started(ROLE, kind.label());
        assertThat(command).startsWith(kind.label());
        CommandLines.of(new Main()).parseArgs(command.toArray(String[]::new));
    }

    @Test
    void theOtherUnitStartsTheWholeSystem() throws IOException {
        List<String> command = started(ALL, "");
        assertThat(command).startsWith("up");
        CommandLines.of(new Main()).parseArgs(command.toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {ALL, ROLE})
    void aUnitIsShutIn(String unit) throws IOException {
        Map<String, String> service = service(unit);
        assertThat(service)
                .containsEntry("User", "backchannel")
                .containsEntry("NoNewPrivileges", "yes")
                .containsEntry("ProtectSystem", "strict")
                .containsEntry("ProtectHome", "yes")
                .containsEntry("PrivateTmp", "yes")
                .containsEntry("CapabilityBoundingSet", "")
                .containsEntry("RestrictAddressFamilies", "AF_INET AF_INET6 AF_UNIX")
                .containsEntry("SystemCallArchitectures", "native")
                .containsEntry("UMask", "0027")
                .containsEntry("StateDirectory", "backchannel")
                .containsEntry("Environment", "HOME=/var/lib/backchannel");
        // The compiler of the JVM writes code; nothing would run.
        assertThat(service).doesNotContainKey("MemoryDenyWriteExecute");
    }

    /** Arguments behind the program; every path that is written is below the state directory. */
    private static List<String> started(String unit, String role) throws IOException {
        String line = service(unit).get("ExecStart").replace("%i", role);
        List<String> words = Arrays.asList(line.split(" "));
        assertThat(words.get(0)).isEqualTo("/opt/backchannel/bin/backchannel");
        for (int i = 1; i < words.size(); i++) {
            String word = words.get(i);
            if (words.get(i - 1).equals("--set")) {
                assertThat(Knobs.reference().keys()).contains(word.split("=")[0]);
            }
            if (word.contains("/")) {
                assertThat(word).containsAnyOf("/var/lib/backchannel", "/etc/backchannel/");
            }
        }
        return words.subList(1, words.size());
    }

    private static Map<String, String> service(String unit) throws IOException {
        try (InputStream in = Main.class.getResourceAsStream("/dist/systemd/" + unit)) {
            Map<String, String> service = new HashMap<>();
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .dropWhile(line -> !line.equals("[Service]"))
                    .skip(1)
                    .takeWhile(line -> !line.startsWith("["))
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .forEach(line ->
                            service.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1)));
            return service;
        }
    }
}
