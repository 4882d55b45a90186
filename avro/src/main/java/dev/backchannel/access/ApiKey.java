package dev.backchannel.access;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A key as its owner holds it: {@code bck_ID_SECRET}, where ID is public and SECRET is 32 random bytes in base64url.
 *
 * @param id 16 hexadecimal digits
 * @param text the whole key
 */
public record ApiKey(String id, String text) {
    static final String PREFIX = "bck_";
    private static final int ID_BYTES = 8;
    private static final int SECRET_BYTES = 32;

    public static ApiKey create(SecureRandom random) {
        byte[] id = new byte[ID_BYTES];
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(id);
        random.nextBytes(secret);
        String name = HexFormat.of().formatHex(id);
        return new ApiKey(
                name,
                PREFIX + name + '_' + Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
    }

    public static boolean looksLikeOne(String credential) {
        return credential.startsWith(PREFIX);
    }

    /** The public part; empty if there is none. */
    static String idOf(String text) {
        int end = text.indexOf('_', PREFIX.length());
        return end < 0 ? "" : text.substring(PREFIX.length(), end);
    }

    /** Without its secret, so that no log shows it. */
    @Override
    public String toString() {
        return PREFIX + id + "_…";
    }
}
