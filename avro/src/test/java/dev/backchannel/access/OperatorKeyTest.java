package dev.backchannel.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperatorKeyTest {
    /** What `openssl genpkey -algorithm ed25519` wrote, and `openssl pkey -pubout` of it. */
    private static final String OPENSSL = """
            # ann
            -----BEGIN PRIVATE KEY-----
            MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
            -----END PRIVATE KEY-----
            """;
    /** RFC 8032, section 7.1, test 1: the same seed's public key. */
    private static final String PUBLIC = "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";

    @TempDir
    Path folder;

    @Test
    void aNewKeyIsItsOwnersAloneAndReadAgain() throws IOException {
        NewOperatorKey made = NewOperatorKey.of("ann");
        Path file = folder.resolve("ann.key");
        made.writeTo(file);

        assertThat(OperatorKey.read(file).name()).isEqualTo("ann");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(made.line()).matches("ann [A-Za-z0-9+/=]{60}");
        assertThatThrownBy(() -> NewOperatorKey.of("bob").writeTo(file)).hasMessageContaining("never written over");
        assertThatThrownBy(() -> NewOperatorKey.of("no name")).hasMessageContaining("'no name'");
    }

    @Test
    void keysOfOpensslFit() throws IOException {
        Path file = folder.resolve("ann.key");
        Files.writeString(file, OPENSSL);
        byte[] words = "x".getBytes(StandardCharsets.UTF_8);
        String seed = OPENSSL.lines().skip(2).findFirst().orElseThrow();

        byte[] signature = Ed25519.sign(Ed25519.privateKey(seed), words);

        assertThat(OperatorKey.read(file).name()).isEqualTo("ann");
        assertThat(Ed25519.fits(Ed25519.publicKey(PUBLIC), words, signature)).isTrue();
        assertThat(Ed25519.fits(Ed25519.publicKey(PUBLIC), words, new byte[3])).isFalse();
    }

    @Test
    void noErrorTellsWhatTheFileHolds() throws IOException {
        Path file = folder.resolve("wrong.key");
        Files.writeString(file, OPENSSL.replace("MC4CAQ", "SECRET"));
        assertThatThrownBy(() -> OperatorKey.read(file))
                .hasMessageContaining(file.toString())
                .hasMessageNotContaining("SECRET")
                .hasNoCause();
        Files.writeString(file, OPENSSL.replace("# ann\n", ""));
        assertThatThrownBy(() -> OperatorKey.read(file)).hasMessageContaining("'# NAME'");
    }

    @Test
    void aWrongLineIsNamed() throws IOException {
        Path file = folder.resolve("operators");
        Files.writeString(file, "ann " + PUBLIC + "\nbob nonsense\n");
        assertThatThrownBy(() -> OperatorKeys.of(file, System::nanoTime)).hasMessageContaining("line 2 of " + file);
        Files.writeString(file, "ann " + PUBLIC + "\nann " + PUBLIC + "\n");
        assertThatThrownBy(() -> OperatorKeys.of(file, System::nanoTime)).hasMessageContaining("a second time");
    }
}
