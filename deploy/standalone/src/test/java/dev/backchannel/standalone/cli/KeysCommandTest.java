package dev.backchannel.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.access.KeyRing;
import dev.backchannel.access.Principal;
import dev.backchannel.access.Scope;
import dev.backchannel.standalone.Main;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysCommandTest {
    @TempDir
    Path folder;

    @Test
    void aKeyIsPrintedOnceAndIsGoodUntilItIsTakenBack() throws Exception {
        Path file = folder.resolve("keys");
        String first = run("create", "--tenant", "acme", "--scope", "chat,profile", "--file", file.toString())
                .strip();
        String second = run(
                        "create", "--all-tenants", "--scope", "operate", "--expires", "90d", "--file", file.toString())
                .strip();

        assertThat(Files.readString(file)).doesNotContain(first, second);
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        Principal acme = ring(file).principal(first, Instant.now());
        assertThat(acme.tenant()).isEqualTo("acme");
        assertThat(acme.scopes()).containsExactlyInAnyOrder(Scope.CHAT, Scope.PROFILE);
        assertThat(ring(file).principal(second, Instant.now()).anyTenant()).isTrue();

        String id = first.split("_")[1];
        run("revoke", id, "--after", "1h", "--file", file.toString());
        assertThat(ring(file).principal(first, Instant.now().plus(Duration.ofMinutes(59))))
                .isEqualTo(acme);
        assertThat(run("list", "--file", file.toString()))
                .contains(id, "acme", "chat,profile")
                .doesNotContain(first, "expired");
        Files.writeString(file, Files.readString(file).replace(' ', '\t')); // by hand
        run("revoke", id, "--file", file.toString());
        assertThat(run("list", "--file", file.toString())).containsPattern(id + ".*\\(expired\\)");
    }

    @Test
    void theNewestSecretStandsFirst() throws Exception {
        Path file = folder.resolve("secrets");
        run("feedback-secret", "--file", file.toString());
        String first = Files.readString(file).strip();
        assertThat(run("feedback-secret", "--file", file.toString()))
                .contains("1 older one verifies")
                .doesNotContain(first);

        assertThat(Files.readAllLines(file)).hasSize(2).endsWith(first);
    }

    private static KeyRing ring(Path file) throws Exception {
        return KeyRing.parse(Files.readString(file));
    }

    /** What it prints. */
    private static String run(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "keys";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            assertThat(CommandLines.of(new Main()).execute(all)).isZero();
        } finally {
            System.setOut(before);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
