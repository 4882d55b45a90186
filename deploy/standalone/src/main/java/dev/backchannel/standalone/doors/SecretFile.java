package dev.backchannel.standalone.doors;

import dev.backchannel.access.FeedbackTokens;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;

/** The file of the secrets that feedback tokens are signed with, newest first. */
public final class SecretFile {
    private final PrivateFile file;

    public SecretFile(Path path) {
        this.file = new PrivateFile(path);
    }

    /** @return how many there were */
    public int add(SecureRandom random) {
        byte[] secret = new byte[FeedbackTokens.LEAST_SECRET_BYTES];
        random.nextBytes(secret);
        String line = Base64.getEncoder().encodeToString(secret);
        int[] before = new int[1];
        file.change(text -> {
            before[0] = (int) text.lines()
                    .filter(one -> !one.isBlank() && !one.startsWith("#"))
                    .count();
            return line + "\n" + text;
        });
        return before[0];
    }
}
