package dev.backchannel.access;

import dev.backchannel.avro.CommandSignature;
import dev.backchannel.avro.OperatorCommand;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** A private key with the name of its public one. Its file is a PEM of PKCS #8 below a line {@code # NAME}. */
public final class OperatorKey {
    static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    static final String END = "-----END PRIVATE KEY-----";

    private final String name;
    private final PrivateKey key;

    OperatorKey(String name, PrivateKey key) {
        this.name = name;
        this.key = key;
    }

    /** @throws IllegalArgumentException if the file cannot be read or holds no such key; never with what it holds */
    public static OperatorKey read(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw new IllegalArgumentException("the operator's key " + file + " cannot be read: " + e, e);
        }
        String name = lines.stream()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.substring(1).strip())
                .findFirst()
                .filter(OperatorKeys::isName)
                .orElseThrow(() -> new IllegalArgumentException("the operator's key " + file
                        + " does not say whose it is; its first line must be '# NAME', with the name that stands before"
                        + " its public key in operators.keys"));
        String text = lines.stream()
                .dropWhile(line -> !line.strip().equals(BEGIN))
                .skip(1)
                .takeWhile(line -> !line.strip().equals(END))
                .collect(Collectors.joining());
        try {
            return new OperatorKey(name, Ed25519.privateKey(text));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + " holds " + e.getMessage()
                    + "; `ops keygen` makes one, and so does `openssl genpkey -algorithm" + " ed25519`");
        }
    }

    /** Who signs. */
    public String name() {
        return name;
    }

    /** @param validity counted from the command's time of issue */
    public OperatorCommand sign(OperatorCommand command, Duration validity) {
        Instant expiresAt = Instant.ofEpochMilli(command.getIssuedAt().toEpochMilli() + validity.toMillis());
        byte[] form = SignedForm.of(command, SignedForm.VERSION, name, expiresAt.toEpochMilli());
        return OperatorCommand.newBuilder(command)
                .setSignature(new CommandSignature(
                        SignedForm.VERSION, name, expiresAt, ByteBuffer.wrap(Ed25519.sign(key, form))))
                .build();
    }
}
