package dev.backchannel.e2e.system;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Recorded real conversations that may lie beside the checkout; they are not part of it. */
public final class SharedData {
    private SharedData() {}

    /** Skips the test where the file is not at hand. */
    public static Path file(String name) {
        Path folder = Path.of(System.getProperty(
                "backchannel.shared", root().resolveSibling("shared").toString()));
        Path file = folder.resolve("data").resolve(name);
        assumeTrue(Files.exists(file), () -> file + " is not there; give its folder with -Dbackchannel.shared=DIR");
        return file;
    }

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder.getParent() != null && !Files.exists(folder.resolve("ARCHITECTURE.md"))) {
            folder = folder.getParent();
        }
        return folder;
    }
}
