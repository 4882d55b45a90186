package dev.backchannel.learner.publish;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** The folder of a store where adapters from outside wait for the leader. Each appears whole or not at all. */
public final class AdapterInbox {
    private static final String FOLDER = "incoming";
    private static final List<String> FILES =
            List.of("adapter_config.json", "adapter_model.safetensors", "manifest.json");

    private final Path folder;

    public AdapterInbox(Path store) {
        this.folder = store.toAbsolutePath().normalize().resolve(FOLDER);
    }

    /**
     * Copies an adapter's files.
     *
     * @return its name in the inbox
     * @throws UncheckedIOException if they cannot be copied
     */
    public String stage(Path adapter) {
        String name = UUID.randomUUID().toString();
        try {
            Path temporary = Files.createDirectories(folder.resolve(".writing-" + name));
            for (String file : FILES) {
                if (Files.isRegularFile(adapter.resolve(file))) {
                    Files.copy(adapter.resolve(file), temporary.resolve(file));
                }
            }
            Files.move(temporary, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
            return name;
        } catch (IOException e) {
            throw new UncheckedIOException(adapter + " cannot be copied to " + folder, e);
        }
    }

    /** @throws IllegalArgumentException if the name is none that {@link #stage} gives */
    public Path folder(String name) {
        return folder.resolve(UUID.fromString(name).toString());
    }

    /** Deletes an adapter; one that is not there is deleted already. */
    public void discard(String name) {
        try {
            Path adapter = folder(name);
            if (Files.isDirectory(adapter)) {
                try (Stream<Path> files = Files.list(adapter)) {
                    for (Path file : files.toList()) {
                        Files.delete(file);
                    }
                }
                Files.delete(adapter);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(name + " in " + folder + " cannot be deleted", e);
        }
    }
}
