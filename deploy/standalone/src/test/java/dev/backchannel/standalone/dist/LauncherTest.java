package dev.backchannel.standalone.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive's launcher, with a Java that only tells what it was started with. */
class LauncherTest {
    @TempDir
    Path folder;

    private Path home;

    @BeforeEach
    void unpack() throws IOException {
        home = folder.resolve("a home of its own");
        executable("runtime/bin/java", "#!/bin/sh\nfor a in \"$@\"; do echo \"$a\"; done\n");
        executable("bin/backchannel", resource("backchannel"));
        Files.writeString(
                Files.createDirectories(home.resolve("conf")).resolve("environment.sh"), resource("environment.sh"));
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = LauncherTest.class.getResourceAsStream("/dist/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void executable(String name, String text) throws IOException {
        Path file = home.resolve(name);
        Files.createDirectories(file.getParent());
        Files.setPosixFilePermissions(Files.writeString(file, text), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void needsNoPathAndNoJavaHomeAndStandsBlanks() throws Exception {
        assertThat(run(Map.of(), home.resolve("bin/backchannel").toString(), "demo", "--report", "my file"))
                .containsExactly(
                        "@" + home + "/conf/java.options",
                        "-cp",
                        home + "/lib/*",
                        "dev.backchannel.standalone.Main",
                        "demo",
                        "--report",
                        "my file");
    }

    @Test
    void isFoundThroughALink() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("backchannel"), home.resolve("bin/backchannel"));

        assertThat(run(Map.of("PATH", "/usr/bin:/bin"), link.toString())).contains(home + "/lib/*");
    }

    @Test
    void furtherOptionsComeAfterItsOwn() throws Exception {
        assertThat(run(
                        Map.of("BACKCHANNEL_JAVA_OPTS", "-Xmx3g -Da=b"),
                        home.resolve("bin/backchannel").toString()))
                .startsWith("@" + home + "/conf/java.options", "-Xmx3g", "-Da=b", "-cp");
    }

    @Test
    void aLearnerKeepsItsMemoryUnlessTheUserSaysOtherwise() throws Exception {
        executable("runtime/bin/java", "#!/bin/sh\necho \"${GLIBC_TUNABLES:-none}\"\n");
        String launcher = home.resolve("bin/backchannel").toString();

        assertThat(run(Map.of(), launcher, "learner", "run").get(0)).contains("glibc.malloc.trim_threshold");
        assertThat(run(Map.of("GLIBC_TUNABLES", "mine"), launcher, "bench", "learner"))
                .containsExactly("mine");
        assertThat(run(Map.of(), launcher, "up")).containsExactly("none");
    }

    @Test
    void everythingElseSharesAFewArenasUnlessTheUserSaysOtherwise() throws Exception {
        executable("runtime/bin/java", "#!/bin/sh\necho \"${MALLOC_ARENA_MAX:-none}\"\n");
        String launcher = home.resolve("bin/backchannel").toString();

        assertThat(run(Map.of(), launcher, "up")).containsExactly("2");
        assertThat(run(Map.of(), launcher)).containsExactly("2");
        assertThat(run(Map.of("MALLOC_ARENA_MAX", "8"), launcher, "policy-server"))
                .containsExactly("8");
        assertThat(run(Map.of(), launcher, "learner")).containsExactly("none");
    }

    @Test
    void itsOptionsAreOnesThatJavaTakes() throws Exception {
        Path options = Files.writeString(folder.resolve("java.options"), resource("java.options"));
        Process java = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java", "@" + options, "-XshowSettings:vm", "-version")
                .redirectErrorStream(true)
                .start();
        String said = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(java.waitFor()).as(said).isZero();
        assertThat(said).contains("1.00G");
    }

    private static List<String> run(Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("/bin/sh"));
        words.addAll(List.of(command));
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said.lines().toList();
    }
}
