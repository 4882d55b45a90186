package dev.backchannel.standalone.system;

import dev.backchannel.standalone.UserError;
import dev.backchannel.topics.TopicSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where things lie under {@code --data}.
 *
 * @param policy whose checkpoints are meant
 */
public record DataDirectory(Path root, String policy) {
    private static final String STORE = "store";

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
        return new DataDirectory(root.toAbsolutePath().normalize(), TopicSettings.DEFAULT_POLICY);
    }

    /** The same folder with the checkpoints of that policy, which share their folder with no other policy's. */
    DataDirectory ofPolicy(String name) {
        return new DataDirectory(root, name);
    }

    /** Name of a policy's store in a data folder. */
    public static String storeName(String policy) {
        return policy.equals(TopicSettings.DEFAULT_POLICY) ? STORE : STORE + "." + policy;
    }

    public Path kafka() {
        return root.resolve("kafka");
    }

    public Path streams() {
        return root.resolve("streams");
    }

    /** Checkpoints, unless the knob {@code store} says otherwise. */
    public Path store() {
        return root.resolve(storeName(policy));
    }

    /** What a role has fetched from a store elsewhere. */
    public Path storeCopies(String role) {
        return root.resolve("store-copies").resolve(role);
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
