package dev.backchannel.access;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.util.Base64;
import java.util.Set;

/** A pair of keys that was made a moment ago. */
public final class NewOperatorKey {
    private static final Base64.Encoder PEM = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private final String name;
    private final KeyPair pair;

    private NewOperatorKey(String name, KeyPair pair) {
        this.name = name;
        this.pair = pair;
    }

    /** @throws IllegalArgumentException if nobody can have this name */
    public static NewOperatorKey of(String name) {
        if (!OperatorKeys.isName(name)) {
            throw new IllegalArgumentException(
                    "an operator's name has 1 to 64 letters, digits, dots, dashes and underscores, which '" + name
                            + "' has not");
        }
        return new NewOperatorKey(name, Ed25519.newPair());
    }

    public OperatorKey key() {
        return new OperatorKey(name, pair.getPrivate());
    }

    /** What the file of {@code operators.keys} wants of it: {@code name public-key}. */
    public String line() {
        return name + ' ' + Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
    }

    /** Writes the private key, for its owner's eyes only where files have owners. @throws IllegalArgumentException if the file is there */
    public void writeTo(Path file) {
        String text = "# " + name + "\n" + OperatorKey.BEGIN + "\n"
                + PEM.encodeToString(pair.getPrivate().getEncoded()) + "\n" + OperatorKey.END + "\n";
        Set<OpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (var channel = Files.newByteChannel(file, options, ownersOnly())) {
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        } catch (FileAlreadyExistsException e) {
            throw new IllegalArgumentException(file + " is there already, and a key is never written over", e);
        } catch (IOException e) {
            throw new UncheckedIOException("the key cannot be written to " + file + ": " + e.getMessage(), e);
        }
    }

    private static FileAttribute<?>[] ownersOnly() {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
