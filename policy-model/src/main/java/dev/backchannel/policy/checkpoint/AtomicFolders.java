package dev.backchannel.policy.checkpoint;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Makes a folder appear whole or not at all. */
final class AtomicFolders {
    static final String TEMPORARY_PREFIX = ".writing-";

    private AtomicFolders() {}

    /** A fresh folder with the usual permissions, so that other programs can read it once it is renamed. */
    static Path temporary(Path root) throws IOException {
        return Files.createDirectory(root.resolve(TEMPORARY_PREFIX + UUID.randomUUID()));
    }

    /** Syncs the temporary folder and renames it; when the target is there already, the temporary one goes. */
    static void publish(Path temporary, Path target) throws IOException {
        for (Path file : children(temporary)) {
            sync(file, StandardOpenOption.WRITE);
        }
        sync(temporary, StandardOpenOption.READ);
        if (Files.exists(target)) {
            delete(temporary);
            return;
        }
        try {
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            sync(parent(target), StandardOpenOption.READ);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException | AtomicMoveNotSupportedException e) {
            if (!Files.exists(target)) {
                throw e;
            }
            delete(temporary); // another writer was first
        }
    }

    /** Puts the temporary folder in the target's place. */
    static void replace(Path temporary, Path target) throws IOException {
        Path old = temporary(parent(target));
        Files.move(target, old.resolve("old"), StandardCopyOption.ATOMIC_MOVE);
        publish(temporary, target);
        delete(old.resolve("old"));
        delete(old);
    }

    private static Path parent(Path target) throws IOException {
        Path parent = target.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IOException(target + " is no folder's child, so nothing can be put in its place");
        }
        return parent;
    }

    static List<Path> children(Path folder) throws IOException {
        try (Stream<Path> children = Files.list(folder)) {
            return children.sorted().toList();
        }
    }

    /** Deletes a folder of plain files. */
    static void delete(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            for (Path child : children(folder)) {
                delete(child);
            }
        }
        Files.deleteIfExists(folder);
    }

    private static void sync(Path path, StandardOpenOption mode) throws IOException {
        try (FileChannel channel = FileChannel.open(path, mode)) {
            channel.force(true);
        }
    }
}
