package dev.backchannel.standalone.doors;

import dev.backchannel.standalone.UserError;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.UnaryOperator;

/** A small text file that is its owner's alone, and is changed as a whole: a reader sees the old one or the new one. */
record PrivateFile(Path path) {
    /** Empty if there is none. */
    String text() {
        try {
            return Files.readString(path);
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            throw UserError.failure(path + " cannot be read: " + e, e);
        }
    }

    /** Two at the same time come one after the other. */
    void change(UnaryOperator<String> change) {
        Path folder = path.toAbsolutePath().getParent();
        if (folder == null) {
            throw UserError.usage(path + " is no file that can be written");
        }
        Path lock = folder.resolve("." + path.getFileName() + ".lock");
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.lock();
            Path fresh = Files.createTempFile(
                    folder,
                    "." + path.getFileName(),
                    ".new",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try {
                Files.writeString(fresh, change.apply(text()), StandardCharsets.UTF_8);
                if (Files.exists(path)) { // somebody may have let a group read it
                    Files.setPosixFilePermissions(fresh, Files.getPosixFilePermissions(path));
                }
                Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(fresh);
            }
        } catch (IOException e) {
            throw UserError.failure(path + " cannot be written: " + e, e);
        }
    }
}
