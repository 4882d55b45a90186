package dev.backchannel.policy.seed;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * The shipped seed policy: a Hugging Face folder of about four megabytes that {@code pretrain} made, packed into the jar
 * as resources. {@code backchannel.json} in it holds what was measured on it, such as {@code flr_auc}.
 */
public final class SeedPolicy {
    private static final String RESOURCES = "/seed-policy/";
    private static final List<String> FILES = List.of(
            "config.json",
            "generation_config.json",
            "tokenizer.json",
            "tokenizer_config.json",
            "backchannel.json",
            "model.safetensors");

    private SeedPolicy() {}

    /** The folder below this process's own temporary folder; extracted on the first call. */
    public static Path folder() {
        return Extracted.FOLDER;
    }

    /**
     * Writes the seed policy's files into the folder, which is made if it is missing. A file that is already there with
     * the same content is left alone; any other is replaced in one move.
     */
    public static Path extractTo(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (String file : FILES) {
            byte[] content = read(file);
            Path target = folder.resolve(file);
            if (Files.exists(target) && java.util.Arrays.equals(Files.readAllBytes(target), content)) {
                continue;
            }
            Path temporary = Files.createTempFile(folder, file, ".tmp");
            Files.write(temporary, content);
            try {
                Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return folder;
    }

    private static byte[] read(String file) throws IOException {
        try (InputStream stream = SeedPolicy.class.getResourceAsStream(RESOURCES + file)) {
            if (stream == null) {
                throw new IOException("the seed policy's file " + file + " is not on the class path under " + RESOURCES
                        + "; run ./backchannel pretrain, or name another policy with --model");
            }
            return stream.readAllBytes();
        }
    }

    /** Extracted once per process, on first use. */
    private static final class Extracted {
        static final Path FOLDER = extract();

        private static Path extract() {
            try {
                Path folder = extractTo(Files.createTempDirectory("backchannel-seed-policy-"));
                folder.toFile().deleteOnExit();
                for (String file : FILES) {
                    folder.resolve(file).toFile().deleteOnExit();
                }
                return folder;
            } catch (IOException e) {
                throw new UncheckedIOException("cannot extract the seed policy", e);
            }
        }
    }
}
