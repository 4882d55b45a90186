package dev.backchannel.server.emission;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads one segment after the other from a position on. Not thread-safe. */
final class SpoolReader implements AutoCloseable {
    private final SpoolDirectory directory;
    private SpoolPosition position;
    private @Nullable FileChannel file;

    SpoolReader(SpoolDirectory directory, SpoolPosition start) {
        this.directory = directory;
        this.position = start;
    }

    /** Just behind the last turn that was read. */
    SpoolPosition position() {
        return position;
    }

    /**
     * The next turn of this segment.
     *
     * @param limit bytes of the segment that are written completely
     * @return null at the limit, or where the rest cannot be read ({@link #position} stays before it)
     */
    @Nullable
    SpooledTurn next(long limit) throws IOException {
        if (position.offset() + SpooledTurn.HEADER > limit || !open()) {
            return null;
        }
        byte[] head = read(SpooledTurn.HEADER, position.offset());
        if (head == null) {
            return null;
        }
        ByteBuffer header = ByteBuffer.wrap(head);
        int length = header.getInt();
        if (length < Integer.BYTES || position.offset() + SpooledTurn.HEADER + length > limit) {
            return null;
        }
        byte[] body = read(length, position.offset() + SpooledTurn.HEADER);
        SpooledTurn turn = body == null ? null : SpooledTurn.decode(header.getInt(), body);
        if (turn != null) {
            position = new SpoolPosition(position.segment(), position.offset() + SpooledTurn.HEADER + length);
        }
        return turn;
    }

    void moveTo(long segment) throws IOException {
        close();
        position = new SpoolPosition(segment, 0);
    }

    private boolean open() throws IOException {
        if (file == null) {
            try {
                file = FileChannel.open(directory.segment(position.segment()), StandardOpenOption.READ);
            } catch (NoSuchFileException e) {
                return false;
            }
        }
        return true;
    }

    private byte @Nullable [] read(int length, long at) throws IOException {
        FileChannel opened = Objects.requireNonNull(file, "the segment is not open");
        byte[] bytes = new byte[length];
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            if (opened.read(buffer, at + buffer.position()) < 0) {
                return null;
            }
        }
        return bytes;
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
            file = null;
        }
    }
}
