package dev.backchannel.standalone.bench.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;

/** Memory that this process has resident, the JVM's and the native library's together (Linux). */
public final class ProcessMemory {
    private static final Path STATUS = Path.of("/proc/self/status");

    private ProcessMemory() {}

    /**
     * What is really in use.
     *
     * @param heap bytes of live objects, after a collection
     * @param elsewhere resident bytes beyond what the JVM has taken for its heap: native libraries and their arrays, code, stacks
     */
    public record InUse(long heap, long elsewhere) {}

    /** Collects garbage, for the heap grows as far as it may before that. */
    public static InUse inUse() {
        System.gc();
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        return new InUse(heap.getUsed(), residentBytes() - heap.getCommitted());
    }

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
