package dev.backchannel.topics;

import java.io.OutputStream;
import java.util.Arrays;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/**
 * Where a thread writes a record before its length is known: kept from record to record, since arrays that grow with each would be
 * most of what streams allocates.
 */
final class Scratch extends OutputStream {
    /** Of most records all; the encoder hands on what is longer without keeping it. */
    private static final int ENCODED = 8 << 10;

    private static final int MOST_KEPT = 256 << 10;
    private static final EncoderFactory ENCODERS = new EncoderFactory().configureBufferSize(ENCODED);

    private final BinaryEncoder encoder = ENCODERS.binaryEncoder(this, null);
    private byte[] bytes = new byte[ENCODED];
    private int size;

    /** @return writes to here; must be flushed before {@link #taken} */
    BinaryEncoder encoder() {
        return encoder;
    }

    /** @return all that was written since the last time */
    byte[] taken() {
        byte[] taken = Arrays.copyOf(bytes, size);
        size = 0;
        if (bytes.length > MOST_KEPT) {
            bytes = new byte[ENCODED];
        }
        return taken;
    }

    @Override
    public void write(int one) {
        room(1);
        bytes[size++] = (byte) one;
    }

    @Override
    public void write(byte[] some, int from, int length) {
        room(length);
        System.arraycopy(some, from, bytes, size, length);
        size += length;
    }

    private void room(int length) {
        if (length > bytes.length - size) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, Math.addExact(size, length)));
        }
    }
}
