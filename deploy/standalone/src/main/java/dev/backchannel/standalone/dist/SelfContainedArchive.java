package dev.backchannel.standalone.dist;

import dev.backchannel.standalone.system.TemporaryFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Makes the archive of this process's own version. */
public final class SelfContainedArchive {
    private static final String FOLDER = "backchannel";

    private SelfContainedArchive() {}

    /**
     * What was made.
     *
     * @param folder the archive's one folder
     * @param bytes of the file
     */
    public record Made(String folder, long bytes) {}

    /**
     * Writes the archive, or nothing.
     *
     * @param file to write; its folder must exist
     * @param progress hears of each stage
     */
    public static Made write(Path file, Consumer<String> progress) throws IOException, InterruptedException {
        Path parent = file.toAbsolutePath().getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            throw new IOException("There is no folder " + parent + " to write " + file.getFileName() + " into.");
        }
        Distribution distribution = Distribution.ofThisProcess();
        try (TemporaryFolder scratch = TemporaryFolder.create("dist")) {
            Path folder = scratch.path().resolve(FOLDER);
            progress.accept("linking a Java runtime…");
            distribution.layOut(folder);
            progress.accept("writing " + file + "…");
            Archive.write(folder, FOLDER, file);
        }
        return new Made(FOLDER, Files.size(file));
    }
}
