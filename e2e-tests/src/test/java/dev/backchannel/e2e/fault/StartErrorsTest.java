package dev.backchannel.e2e.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.e2e.system.Cli;
import dev.backchannel.e2e.system.UpProcess;
import dev.backchannel.policy.seed.SeedPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start that cannot work says why in a line, and what to do. */
class StartErrorsTest {
    @TempDir
    Path folder;

    @Test
    void anUnknownKeyIsNamedWithItsNearestKin() {
        Cli.Result result = up("--set", "prot=8081");

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("prot", "port");
        onlyALine(result);
    }

    @Tag("fault") // a start of its own each
    @Test
    void anUnknownKeyInAFileIsNamedWithTheFile() throws IOException {
        Path file = Files.writeString(folder.resolve("my.properties"), "windoes = fast\n");

        Cli.Result result = up("--config", file.toString());

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("windoes", "windows", "my.properties");
        onlyALine(result);
    }

    @Test
    void aPortInUseIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Cli.Result result = up("--port", Integer.toString(taken.getLocalPort()));

            assertThat(result.exit()).isEqualTo(1);
            assertThat(result.err()).contains("port " + taken.getLocalPort(), "--port");
            onlyALine(result);
        }
    }

    @Tag("fault") // a start of its own each
    @Test
    void aMissingModelFolderIsNamed() {
        Cli.Result result = up("--model", folder.resolve("nowhere").toString());

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err()).contains("nowhere", "--model");
        onlyALine(result);
    }

    @Test
    void aMissingAndADamagedModelFileAreNamed() throws IOException {
        Path model = SeedPolicy.extractTo(folder.resolve("model"));
        Path weights = model.resolve("model.safetensors");
        byte[] whole = Files.readAllBytes(weights);

        Files.write(weights, Arrays.copyOf(whole, whole.length / 2));
        Cli.Result damaged = up("--model", model.toString());
        assertThat(damaged.exit()).isEqualTo(1);
        assertThat(damaged.err()).contains("model.safetensors");
        onlyALine(damaged);

        Files.delete(weights);
        Cli.Result missing = up("--model", model.toString());
        assertThat(missing.exit()).isEqualTo(1);
        assertThat(missing.err()).contains("model.safetensors");
        onlyALine(missing);
    }

    @Tag("fault") // a start of its own each
    @Test
    void aFolderInUseIsNamedAndNotTouched() {
        Path data = folder.resolve("held");
        try (UpProcess up = UpProcess.start(data)) {
            Cli.Result result = Cli.run("up", "--port", "0", "--data", data.toString());

            assertThat(result.exit()).isEqualTo(1);
            assertThat(result.err()).contains("held");
            onlyALine(result);
            assertThat(up.api().ready()).isTrue();
        }
    }

    private Cli.Result up(String... more) {
        String[] arguments = new String[more.length + 5];
        System.arraycopy(more, 0, arguments, 5, more.length);
        arguments[0] = "up";
        arguments[1] = "--port";
        arguments[2] = "0";
        arguments[3] = "--data";
        arguments[4] = folder.resolve("data").toString();
        if (Arrays.asList(more).contains("--port")) {
            arguments[1] = "--kafka-port";
        }
        return Cli.run(arguments);
    }

    /** The last line is the error; nothing looks like a stack trace. */
    private static void onlyALine(Cli.Result result) {
        assertThat(result.err()).doesNotContain("\tat ").doesNotContain("Exception:");
        assertThat(result.err().strip().lines().reduce((first, last) -> last).orElse(""))
                .startsWith("backchannel up: ");
        assertThat(result.out()).isEmpty();
    }
}
