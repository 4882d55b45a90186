package dev.backchannel.standalone.doors;

import dev.backchannel.access.Principal;
import dev.backchannel.access.Scope;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.HexFormat;

/** What this process shows when it asks itself; made at each start, never written anywhere. */
final class OwnKey {
    static final Principal PRINCIPAL =
            Principal.of("this process", Principal.ANY_TENANT, EnumSet.of(Scope.CHAT, Scope.OPERATE));
    private static final String PREFIX = "own_";

    private final String text;

    OwnKey(SecureRandom random) {
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        text = PREFIX + HexFormat.of().formatHex(secret);
    }

    String text() {
        return text;
    }

    boolean is(String credential) {
        return credential.startsWith(PREFIX)
                && MessageDigest.isEqual(
                        text.getBytes(StandardCharsets.UTF_8), credential.getBytes(StandardCharsets.UTF_8));
    }
}
