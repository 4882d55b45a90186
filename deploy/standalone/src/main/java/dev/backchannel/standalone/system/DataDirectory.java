package dev.backchannel.standalone.system;

import dev.backchannel.standalone.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where things lie under {@code --data}.
 *
 * @param store checkpoints; elsewhere for a role that shares it with other machines
 */
public record DataDirectory(Path root, Path store) {
    /** Creates the folder if it is missing. */
    public static DataDirectory open(Path root) {
        try {
            Files.createDirectories(root);
        } catch (IOException e) {
            throw UserError.failure(
                    "the data folder " + root + " cannot be created ("
                            + e.getClass().getSimpleName() + ": " + e.getMessage() + "); choose another with --data",
                    e);
        }
        if (!Files.isWritable(root)) {
            throw UserError.failure("the data folder " + root + " is not writable; choose another with --data");
        }
        Path absolute = root.toAbsolutePath().normalize();
        return new DataDirectory(absolute, absolute.resolve("store"));
    }

    public Path kafka() {
        return root.resolve("kafka");
    }

    public Path streams() {
        return root.resolve("streams");
    }

    /** The same folder with the checkpoints elsewhere, if that was asked for. */
    DataDirectory withStore(Optional<Path> elsewhere) {
        return elsewhere
                .map(path -> new DataDirectory(root, path.toAbsolutePath().normalize()))
                .orElse(this);
    }

    public Path spool() {
        return root.resolve("spool");
    }

    /** The shipped model, unpacked. */
    public Path seedPolicy() {
        return root.resolve("seed-policy");
    }

    public Path logs() {
        return root.resolve("logs");
    }

    /** Holds the address of the embedded Kafka while the process runs. */
    public Path bootstrapFile() {
        return root.resolve("bootstrap");
    }

    public Path lockFile() {
        return root.resolve("lock");
    }
}
