package dev.backchannel.standalone.cli;

import dev.backchannel.standalone.doors.SecretFile;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code keys feedback-secret}. */
@Command(
        name = "feedback-secret",
        description =
                "Put a new secret at the head of the file, to sign feedback tokens with; those below it go on verifying"
                        + " until you delete them.")
public final class KeysSecretCommand implements Callable<Integer> {
    @Mixin
    KeyFileOptions where = new KeyFileOptions();

    @Override
    public Integer call() {
        Path file = where.file("doors.feedback.secrets-file");
        int before = new SecretFile(file).add(new SecureRandom());
        System.out.println(
                "a new secret signs; " + before + " older " + (before == 1 ? "one verifies" : "ones verify"));
        return 0;
    }
}
