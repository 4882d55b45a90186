package dev.backchannel.learner.choice;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Random choices that any later run repeats: each is a hash of what it is about. */
public final class Choice {
    private Choice() {}

    /** Uniform over all longs; the same for the same words in the same order. */
    public static long hash(Object... about) {
        MessageDigest digest = sha256();
        for (Object word : about) {
            byte[] bytes = word.toString().getBytes(StandardCharsets.UTF_8);
            digest.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
            digest.update(bytes);
        }
        return ByteBuffer.wrap(digest.digest()).getLong();
    }

    /** Uniform in [0, 1). */
    public static double unit(Object... about) {
        return (hash(about) >>> 11) * 0x1p-53;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
