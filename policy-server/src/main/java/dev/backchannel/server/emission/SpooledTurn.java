package dev.backchannel.server.emission;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * A turn as it lies in the spool: {@code int length, int CRC-32C of the rest, int keyLength, key, value}.
 *
 * @param key of the topic's record
 * @param value the topic's record in its wire format
 */
record SpooledTurn(String key, byte[] value) {
    static final int HEADER = 8;

    ByteBuffer encode() {
        byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
        int length = Integer.BYTES + keyBytes.length + value.length;
        ByteBuffer buffer = ByteBuffer.allocate(HEADER + length);
        buffer.putInt(length).putInt(0).putInt(keyBytes.length).put(keyBytes).put(value);
        buffer.putInt(Integer.BYTES, crc(buffer.array(), HEADER, length));
        return buffer.flip();
    }

    /**
     * @param body what follows the header
     * @return null if the CRC does not match
     */
    static SpooledTurn decode(int crc, byte[] body) {
        if (crc(body, 0, body.length) != crc) {
            return null;
        }
        ByteBuffer buffer = ByteBuffer.wrap(body);
        byte[] keyBytes = new byte[buffer.getInt()];
        buffer.get(keyBytes);
        byte[] value = new byte[buffer.remaining()];
        buffer.get(value);
        return new SpooledTurn(new String(keyBytes, StandardCharsets.UTF_8), value);
    }

    private static int crc(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }
}
