package dev.backchannel.streams.robust;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an instance is called in every life: kept in its folder, and held by a lock that a killed process does not leave
 * behind. Whoever finds the folder taken is called something new, for this life only.
 */
public final class InstanceName implements AutoCloseable {
    private static final String FILE = "instance";
    private static final int UUID_LENGTH = 36;

    private final @Nullable FileChannel lockOrNull;
    private final String name;

    private InstanceName(@Nullable FileChannel lockOrNull, String name) {
        this.lockOrNull = lockOrNull;
        this.name = name;
    }

    /** @throws UncheckedIOException if the folder cannot be written to */
    public static InstanceName in(Path folder) {
        try {
            Files.createDirectories(folder);
            FileChannel file = FileChannel.open(
                    folder.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (taken(file)) {
                file.close();
                return new InstanceName(null, UUID.randomUUID().toString());
            }
            return new InstanceName(file, kept(file));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep the name of this instance in " + folder, e);
        }
    }

    public String name() {
        return name;
    }

    @Override
    public void close() {
        if (lockOrNull != null) {
            try {
                lockOrNull.close();
            } catch (IOException e) {
                throw new UncheckedIOException("cannot let go of the name of this instance", e);
            }
        }
    }

    private static boolean taken(FileChannel file) throws IOException {
        try {
            return file.tryLock() == null;
        } catch (OverlappingFileLockException e) {
            return true; // by another instance in this process
        }
    }

    private static String kept(FileChannel file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(UUID_LENGTH);
        while (bytes.hasRemaining() && file.read(bytes, bytes.position()) >= 0) {
            // until it is full or the file ends
        }
        if (!bytes.hasRemaining()) {
            return new String(bytes.array(), StandardCharsets.UTF_8);
        }
        String fresh = UUID.randomUUID().toString();
        file.truncate(0);
        file.write(ByteBuffer.wrap(fresh.getBytes(StandardCharsets.UTF_8)), 0);
        return fresh;
    }
}
