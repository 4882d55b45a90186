package dev.backchannel.e2e.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Commands as a user types them. */
public final class Shell {
    private static final long PATIENCE_SECONDS = 60;
    private static final int NOT_FOUND = 127;

    private Shell() {}

    /** Runs a command line to its end and returns what it printed; skips the test where a program it needs is missing. */
    public static String run(String command) throws IOException {
        Process process = new ProcessBuilder("sh", "-c", command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(command + " did not end within " + PATIENCE_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + command, e);
        }
        Assumptions.assumeFalse(process.exitValue() == NOT_FOUND, () -> "a program is missing for: " + command);
        if (process.exitValue() != 0) {
            throw new AssertionError(command + " ended with " + process.exitValue());
        }
        return printed;
    }
}
