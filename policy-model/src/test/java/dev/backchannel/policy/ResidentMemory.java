package dev.backchannel.policy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much memory this process has in RAM, in bytes (Linux). */
public final class ResidentMemory {
    private ResidentMemory() {}

    /** Without what the heap's garbage still holds on to: direct buffers that carry token ids go with it. */
    public static long now() throws IOException {
        System.gc();
        return read("VmRSS:");
    }

    /** What of it belongs to this process alone. */
    public static long own() throws IOException {
        System.gc();
        return read("RssAnon:");
    }

    /** What of it are files' pages, which all processes share that have them mapped. */
    public static long ofFiles() throws IOException {
        return read("RssFile:");
    }

    /** The most that it ever was. */
    public static long peak() throws IOException {
        return read("VmHWM:");
    }

    private static long read(String field) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith(field))
                .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }
}
