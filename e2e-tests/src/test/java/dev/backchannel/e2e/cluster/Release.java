package dev.backchannel.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.kafka.process.ChildJvm;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** What the processes of a cluster run. */
record Release(String name, String classPath) {
    private static final String PREVIOUS = "backchannel.previous";

    /** This build. */
    static Release current() {
        return new Release("current", ChildJvm.ownClassPath());
    }

    /** The one that {@code -Dbackchannel.previous=DIR} names; skips the test without it. */
    static Release previous() {
        String folder = System.getProperty(PREVIOUS);
        Assumptions.assumeTrue(
                folder != null,
                "there is no other release to upgrade from: build one with '.ci/previous COMMIT DIR' and say -D"
                        + PREVIOUS + "=DIR");
        return new Release("previous", String.join(File.pathSeparator, jars(Path.of(folder))));
    }

    /** Of a folder of jars, or one whose libraries lie in {@code lib}: a launcher's, a build's, an unpacked archive's. */
    private static List<String> jars(Path folder) {
        List<String> jars = new ArrayList<>();
        for (Path place : List.of(folder, folder.resolve("lib"))) {
            if (Files.isDirectory(place)) {
                try (Stream<Path> files = Files.list(place)) {
                    files.map(Path::toString)
                            .filter(file -> file.endsWith(".jar"))
                            .sorted()
                            .forEach(jars::add);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        assertThat(jars)
                .as("jars of a release in %s and its lib", folder.toAbsolutePath())
                .anyMatch(jar -> jar.contains("backchannel-standalone"));
        return jars;
    }
}
