package dev.backchannel.standalone.bench.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Memory that this process has resident, the JVM's and the native library's together, and what else it holds (Linux). */
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

    /** As {@link InUse#elsewhere}. */
    public static long beyondHeapBytes() {
        return residentBytes()
                - ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
    }

    /** Java's and those of native libraries. */
    public static long threads() {
        return number("Threads:");
    }

    /** Files, sockets and the like that are open. */
    public static long openFiles() {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        } catch (IOException e) {
            throw new UncheckedIOException("the open files of this process cannot be listed", e);
        }
    }

    /** The most that there ever was. */
    public static long peakBytes() {
        return bytes("VmHWM:");
    }

    public static long residentBytes() {
        return bytes("VmRSS:");
    }

    private static long bytes(String field) {
        return number(field) * 1024;
    }

    private static long number(String field) {
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith(field))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(STATUS + " has no " + field));
        } catch (IOException e) {
            throw new UncheckedIOException("the memory of this process cannot be read from " + STATUS, e);
        }
    }
}
