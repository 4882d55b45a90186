package dev.backchannel.server.emission;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/** The spool's files: numbered segments, and the file {@code delivered} that says how far the broker has acknowledged. */
final class SpoolDirectory implements AutoCloseable {
    private static final String SUFFIX = ".spool";
    private static final int CURSOR_BYTES = 2 * Long.BYTES + Integer.BYTES;

    private final Path root;
    private final FileChannel cursor;

    SpoolDirectory(Path root) {
        this.root = root;
        try {
            Files.createDirectories(root);
            cursor = FileChannel.open(
                    root.resolve("delivered"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException("the spool folder " + root + " cannot be used: " + e.getMessage(), e);
        }
    }

    Path segment(long number) {
        return root.resolve(String.format("%020d%s", number, SUFFIX));
    }

    /** Numbers of the segments that are there, ascending. */
    List<Long> segments() {
        try (Stream<Path> files = Files.list(root)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(SUFFIX))
                    .map(name -> Long.valueOf(name.substring(0, name.length() - SUFFIX.length())))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("the spool folder " + root + " cannot be listed: " + e.getMessage(), e);
        }
    }

    long size(long segment) {
        try {
            return Files.size(segment(segment));
        } catch (IOException e) {
            return 0; // deleted meanwhile
        }
    }

    void delete(long segment) throws IOException {
        Files.deleteIfExists(segment(segment));
    }

    /** Puts a segment that cannot be read to its end aside, for a person to look at. */
    void putAside(long segment) throws IOException {
        Path file = segment(segment);
        Files.move(file, file.resolveSibling(file.getFileName() + ".damaged"), StandardCopyOption.REPLACE_EXISTING);
    }

    /** Up to here everything is delivered; the very beginning if nobody knows, which repeats but loses nothing. */
    SpoolPosition delivered() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(CURSOR_BYTES);
        int read = cursor.read(buffer, 0);
        buffer.flip();
        return read == CURSOR_BYTES && crc(buffer) == buffer.getInt(2 * Long.BYTES)
                ? new SpoolPosition(buffer.getLong(0), buffer.getLong(Long.BYTES))
                : new SpoolPosition(0, 0);
    }

    void delivered(SpoolPosition position) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(CURSOR_BYTES);
        buffer.putLong(position.segment()).putLong(position.offset());
        buffer.putInt(crc(buffer)).flip();
        cursor.write(buffer, 0);
    }

    private static int crc(ByteBuffer buffer) {
        CRC32C crc = new CRC32C();
        crc.update(buffer.slice(0, 2 * Long.BYTES));
        return (int) crc.getValue();
    }

    @Override
    public void close() {
        try {
            cursor.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
