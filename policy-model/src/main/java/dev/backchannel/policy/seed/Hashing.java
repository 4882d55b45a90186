package dev.backchannel.policy.seed;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** A hash that is the same on every machine and in every release. */
final class Hashing {
    private Hashing() {}

    static int of(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return (int) crc.getValue();
    }
}
