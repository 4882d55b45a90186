package dev.backchannel.server.emission;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A turn as it lies in the spool: {@code int length, int CRC-32C of the rest, int keyLength, key, value}; with a trace
 * context {@code …, int ~keyLength, byte traceLength, trace, key, value}.
 *
 * @param key of the topic's record
 * @param value the topic's record in its wire format
 * @param traceparent of the record; null for none
 */
record SpooledTurn(String key, byte[] value, @Nullable String traceparent) {
    SpooledTurn(String key, byte[] value) {
        this(key, value, null);
    }

    static final int HEADER = 8;

    ByteBuffer encode() {
        byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
        byte[] trace = traceparent == null ? new byte[0] : traceparent.getBytes(StandardCharsets.US_ASCII);
        boolean traced = trace.length > 0 && trace.length <= Byte.MAX_VALUE;
        int length = Integer.BYTES + (traced ? 1 + trace.length : 0) + keyBytes.length + value.length;
        ByteBuffer buffer = ByteBuffer.allocate(HEADER + length);
        buffer.putInt(length).putInt(0).putInt(traced ? ~keyBytes.length : keyBytes.length);
        if (traced) {
            buffer.put((byte) trace.length).put(trace);
        }
        buffer.put(keyBytes).put(value);
        buffer.putInt(Integer.BYTES, crc(buffer.array(), HEADER, length));
        return buffer.flip();
    }

    /**
     * @param body what follows the header
     * @return null if the CRC does not match
     */
    static @Nullable SpooledTurn decode(int crc, byte[] body) {
        if (crc(body, 0, body.length) != crc) {
            return null;
        }
        ByteBuffer buffer = ByteBuffer.wrap(body);
        int keyLength = buffer.getInt();
        byte[] trace = new byte[keyLength < 0 ? buffer.get() : 0];
        buffer.get(trace);
        byte[] keyBytes = new byte[keyLength < 0 ? ~keyLength : keyLength];
        buffer.get(keyBytes);
        byte[] value = new byte[buffer.remaining()];
        buffer.get(value);
        return new SpooledTurn(
                new String(keyBytes, StandardCharsets.UTF_8),
                value,
                keyLength < 0 ? new String(trace, StandardCharsets.US_ASCII) : null);
    }

    private static int crc(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }
}
