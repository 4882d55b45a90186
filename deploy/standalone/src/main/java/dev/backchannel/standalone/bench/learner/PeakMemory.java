package dev.backchannel.standalone.bench.learner;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The most memory that this process has ever had resident, the JVM's and the native library's together (Linux). */
final class PeakMemory {
    private static final String FIELD = "VmHWM:";

    private PeakMemory() {}

    static long bytes() {
        Path status = Path.of("/proc/self/status");
        try {
            return Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith(FIELD))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(status + " has no " + FIELD));
        } catch (IOException e) {
            throw new UncheckedIOException("the peak memory cannot be read from " + status, e);
        }
    }
}
