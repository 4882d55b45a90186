package dev.backchannel.access;

import dev.backchannel.avro.CommandSignature;
import dev.backchannel.avro.OperatorCommand;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * The bytes of a command that are signed: every field of it, the key's name and the expiry, each with its length before it, so
 * that no two commands share them. Whoever changes them raises {@link #VERSION}; docs/decisions/signed-commands.md lists them.
 */
final class SignedForm {
    /** Of the form. */
    static final int VERSION = 1;

    private static final String WHAT = "backchannel operator command";

    private SignedForm() {}

    /** Of the command and the signature's own fields, the signature itself excepted. Big-endian. */
    static byte[] of(OperatorCommand command, int version, String key, long expiresAtMillis) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (DataOutputStream form = new DataOutputStream(bytes)) {
            text(form, WHAT);
            form.writeInt(version);
            text(form, command.getCommandId());
            text(form, command.getIssuedBy());
            text(form, command.getReason());
            text(form, command.getTarget());
            text(form, command.getAction().name());
            arguments(form, command.getArguments());
            form.writeLong(command.getIssuedAt().toEpochMilli());
            form.writeLong(expiresAtMillis);
            text(form, key);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // of an array: cannot be
        }
        return bytes.toByteArray();
    }

    /** Names the record among all with its id: SHA-256 of what is signed and of the signature, hex. */
    static String digest(OperatorCommand command) {
        CommandSignature signature = command.getSignature();
        MessageDigest digest = sha256();
        if (signature == null) {
            return HexFormat.of().formatHex(digest.digest(of(command, 0, "", 0)));
        }
        digest.update(of(
                command,
                signature.getVersion(),
                signature.getKey(),
                signature.getExpiresAt().toEpochMilli()));
        return HexFormat.of().formatHex(digest.digest(bytes(signature.getSignature())));
    }

    static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static void arguments(DataOutputStream form, Map<String, String> arguments) throws IOException {
        Map<byte[], byte[]> sorted = new TreeMap<>(Arrays::compareUnsigned);
        arguments.forEach((name, value) -> sorted.put(utf8(name), utf8(value)));
        form.writeInt(sorted.size());
        for (Map.Entry<byte[], byte[]> argument : sorted.entrySet()) {
            part(form, argument.getKey());
            part(form, argument.getValue());
        }
    }

    private static void text(DataOutputStream form, String text) throws IOException {
        part(form, utf8(text));
    }

    private static void part(DataOutputStream form, byte[] part) throws IOException {
        form.writeInt(part.length);
        form.write(part);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
