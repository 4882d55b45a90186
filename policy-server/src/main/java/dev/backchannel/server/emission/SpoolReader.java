package dev.backchannel.server.emission;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;

/** Reads one segment after the other from a position on. Not thread-safe. */
final class SpoolReader implements AutoCloseable {
    private final SpoolDirectory directory;
    private SpoolPosition position;
    private FileChannel file;

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
    SpooledTurn next(long limit) throws IOException {
        if (position.offset() + SpooledTurn.HEADER > limit || !open()) {
            return null;
        }
        ByteBuffer header = read(SpooledTurn.HEADER, position.offset());
        int length = header == null ? -1 : header.getInt();
        if (length < Integer.BYTES || position.offset() + SpooledTurn.HEADER + length > limit) {
            return null;
        }
        ByteBuffer body = read(length, position.offset() + SpooledTurn.HEADER);
        SpooledTurn turn = body == null ? null : SpooledTurn.decode(header.getInt(), body.array());
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

    private ByteBuffer read(int length, long at) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            if (file.read(buffer, at + buffer.position()) < 0) {
                return null;
            }
        }
        return buffer.flip();
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
            file = null;
        }
    }
}
