package dev.backchannel.streams.mining;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Ids that derive from what they name, so that a repeat is the same thing. */
public final class Ids {
    private static final int BYTES = 16;

    private Ids() {}

    /** @return the first 16 bytes of SHA-256 over the parts, each ended by a zero byte, as hex */
    public static String of(String... parts) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                sha.update(part.getBytes(StandardCharsets.UTF_8));
                sha.update((byte) 0);
            }
            return HexFormat.of().formatHex(sha.digest(), 0, BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    /** A seed for random choices about the thing with this id. */
    static long seed(String id) {
        return Long.parseUnsignedLong(id.substring(0, 16), 16) >>> 1;
    }
}
