package dev.backchannel.standalone.bench.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Memory that this process has resident, the JVM's and the native library's together (Linux). */
public final class ProcessMemory {
    private static final Path STATUS = Path.of("/proc/self/status");

    private ProcessMemory() {}

    /** The most that there ever was. */
    public static long peakBytes() {
        return bytes("VmHWM:");
    }

    public static long residentBytes() {
        return bytes("VmRSS:");
    }

    private static long bytes(String field) {
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith(field))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(STATUS + " has no " + field));
        } catch (IOException e) {
            throw new UncheckedIOException("the memory of this process cannot be read from " + STATUS, e);
        }
    }
}
