package dev.backchannel.policy.checkpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** An inbox as a folder of the store. Each adapter appears whole or not at all. */
final class FolderInbox implements AdapterInbox {
    private static final String FOLDER = "incoming";

    private final Path store;
    private final Path folder;

    FolderInbox(Path store) {
        this.store = store;
        this.folder = store.resolve(FOLDER);
    }

    @Override
    public String stage(Path adapter) {
        String name = UUID.randomUUID().toString();
        try {
            if (!Files.isDirectory(store)) {
                throw new NoSuchFileException(store.toString()); // a typing error, or no learner yet
            }
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

    @Override
    public Path fetch(String name) {
        return folder.resolve(UUID.fromString(name).toString());
    }

    @Override
    public void discard(String name) {
        try {
            AtomicFolders.delete(fetch(name));
        } catch (IOException e) {
            throw new UncheckedIOException(name + " in " + folder + " cannot be deleted", e);
        }
    }
}
