package dev.backchannel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.backchannel.e2e.system.Shell;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive runs the whole loop where there is no Java: unpacked elsewhere, with no environment at all. */
@Tag("load")
class DistTest {
    @TempDir
    Path folder;

    @Test
    void theDemoRunsFromTheUnpackedArchiveWithoutAnyEnvironment() throws Exception {
        Path archive = folder.resolve("backchannel.tar.gz");
        make(archive);
        assertThat(Shell.run("cd '" + folder + "' && tar xzf backchannel.tar.gz && ls backchannel"))
                .isEqualTo("README.txt\nbin\nconf\nlib\nruntime\nsystemd\n");
        assertThat(Shell.run("env -i '" + folder + "/backchannel/bin/backchannel' --version"))
                .matches("backchannel \\d+\\.\\d+\\.\\d+\\S*, Java \\S+\n");

        Path report = folder.resolve("report.json");
        ProcessBuilder demo = new ProcessBuilder(
                "/bin/sh",
                folder.resolve("backchannel/bin/backchannel").toString(),
                "demo",
                "--minutes",
                "0.3",
                "--report",
                report.toString());
        demo.environment().clear();
        demo.environment()
                .put("HOME", Files.createDirectories(folder.resolve("home")).toString());
        Process process = demo.redirectErrorStream(true)
                .redirectOutput(folder.resolve("demo.log").toFile())
                .start();
        assertThat(process.waitFor(8, TimeUnit.MINUTES)).isTrue();
        JsonNode said = new ObjectMapper().readTree(report.toFile());
        assertThat(said.at("/audit/balanced").asBoolean())
                .as(Files.readString(folder.resolve("demo.log")))
                .isTrue();
        assertThat(said.at("/checkpoints/committed").asInt()).isPositive();
    }

    private static void make(Path archive) throws IOException, InterruptedException {
        String jars = Arrays.stream(
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                                .split(File.pathSeparator))
                .filter(part -> part.endsWith(".jar"))
                .collect(Collectors.joining(File.pathSeparator));
        Assumptions.assumeTrue(
                jars.contains("backchannel-standalone"), "the modules are not packaged: run mvnw verify");
        Process dist = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-cp",
                        jars,
                        "dev.backchannel.standalone.Main",
                        "dist",
                        "--output",
                        archive.toString())
                .inheritIO()
                .start();
        assertThat(dist.waitFor()).isZero();
    }
}
