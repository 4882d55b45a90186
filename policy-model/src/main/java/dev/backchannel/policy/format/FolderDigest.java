package dev.backchannel.policy.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** The identity of a base: SHA-256 over the digests of its weights, config, tokenizer and template files. */
public final class FolderDigest {
    private static final List<String> TEXTS = List.of(
            "config.json",
            "generation_config.json",
            "tokenizer.json",
            "tokenizer_config.json",
            "special_tokens_map.json",
            "chat_template.jinja");

    private FolderDigest() {}

    /** @param more what else belongs to the identity; usually empty */
    public static String of(Path folder, List<Path> weights, String more) throws IOException {
        MessageDigest whole = sha256();
        whole.update(more.getBytes(StandardCharsets.UTF_8));
        for (Path file : Stream.concat(TEXTS.stream().map(folder::resolve), weights.stream())
                .toList()) {
            if (Files.exists(file)) {
                whole.update((file.getFileName() + " " + ofFile(file) + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
        return HexFormat.of().formatHex(whole.digest());
    }

    /** SHA-256, in hex, of one file. */
    public static String ofFile(Path file) throws IOException {
        MessageDigest digest = sha256();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[1 << 18];
            for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }
}
