package dev.backchannel.standalone.system;

import dev.backchannel.standalone.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** One process per data folder. The operating system drops the lock of a process that was killed. */
public final class DataLock implements AutoCloseable {
    /**
     * Folders that this process holds. They are looked up before the file is opened: closing any descriptor of a locked file
     * would drop the lock of the whole process.
     */
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final FileChannel channel;
    private final Path file;

    private DataLock(FileChannel channel, Path file) {
        this.channel = channel;
        this.file = file;
    }

    /** @throws UserError when another process, or another system in this one, holds the folder */
    public static DataLock acquire(DataDirectory data) {
        Path file = data.lockFile();
        if (!HELD_HERE.add(file)) {
            throw held(data, " (this one, pid " + ProcessHandle.current().pid() + ")");
        }
        FileChannel channel = null;
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.tryLock() == null) {
                throw held(data, holder(file));
            }
            channel.truncate(0);
            channel.write(StandardCharsets.UTF_8.encode(
                    Long.toString(ProcessHandle.current().pid())));
            return new DataLock(channel, file);
        } catch (IOException | UserError e) {
            closeQuietly(channel);
            HELD_HERE.remove(file);
            if (e instanceof UserError userError) {
                throw userError;
            }
            throw UserError.failure("the lock " + file + " cannot be taken: " + e.getMessage(), e);
        }
    }

    /** Whether a running process holds the folder. */
    public static boolean isHeld(DataDirectory data) {
        if (HELD_HERE.contains(data.lockFile())) {
            return true;
        }
        if (!Files.exists(data.lockFile())) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(data.lockFile(), StandardOpenOption.WRITE)) {
            FileLock lock = channel.tryLock();
            return lock == null;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        closeQuietly(channel);
        HELD_HERE.remove(file);
    }

    private static UserError held(DataDirectory data, String holder) {
        return UserError.failure("another Backchannel process" + holder + " is using the data folder " + data.root()
                + "; stop it, or choose another folder with --data");
    }

    private static String holder(Path file) {
        try {
            String pid = StandardCharsets.UTF_8
                    .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                    .toString()
                    .strip();
            return pid.isEmpty() ? "" : " (pid " + pid + ")";
        } catch (IOException e) {
            return "";
        }
    }

    private static void closeQuietly(@Nullable FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // The operating system releases it with the process.
        }
    }
}
