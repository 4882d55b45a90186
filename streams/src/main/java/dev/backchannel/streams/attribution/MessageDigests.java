package dev.backchannel.streams.attribution;

import dev.backchannel.avro.Message;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Running digests over a list of messages: entry {@code k} stands for the first {@code k} messages, so that one list is a
 * prefix of another exactly if its last entry is among the other's.
 */
final class MessageDigests {
    private static final int BYTES = 16;

    private MessageDigests() {}

    /** @return {@code messages.size() + 1} digests of 16 bytes, the first of them that of no message */
    static List<byte[]> prefixes(List<Message> messages) {
        List<byte[]> prefixes = new ArrayList<>(messages.size() + 1);
        byte[] digest = new byte[BYTES];
        prefixes.add(digest);
        MessageDigest sha = sha256();
        for (Message message : messages) {
            digest = extend(sha, digest, message.getRole(), message.getContent());
            prefixes.add(digest);
        }
        return prefixes;
    }

    static byte[] extend(byte[] prefix, String role, String content) {
        return extend(sha256(), prefix, role, content);
    }

    /** @param sha fresh, as it is left */
    private static byte[] extend(MessageDigest sha, byte[] prefix, String role, String content) {
        sha.update(prefix);
        sha.update(role.getBytes(StandardCharsets.UTF_8));
        sha.update((byte) 0);
        sha.update(content.getBytes(StandardCharsets.UTF_8));
        return Arrays.copyOf(sha.digest(), BYTES);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}
