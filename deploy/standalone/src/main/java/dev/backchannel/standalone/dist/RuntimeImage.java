package dev.backchannel.standalone.dist;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A Java runtime made by {@code jlink} of the JDK that this process runs on. */
final class RuntimeImage {
    /** All of Java SE, and what the libraries reach for beyond it. */
    private static final List<String> MODULES = List.of(
            "java.se",
            "jdk.crypto.ec", // TLS
            "jdk.jfr",
            "jdk.localedata",
            "jdk.management",
            "jdk.management.agent",
            "jdk.naming.dns",
            "jdk.unsupported", // sun.misc.Unsafe: Netty, Kafka
            "jdk.zipfs");

    private final Path jdk;

    RuntimeImage(Path jdk) {
        this.jdk = jdk;
    }

    static RuntimeImage ofThisProcess() {
        return new RuntimeImage(Path.of(System.getProperty("java.home")));
    }

    /** @param target a folder that does not exist yet */
    void link(Path target) throws IOException, InterruptedException {
        Path jlink = jdk.resolve("bin").resolve("jlink");
        if (!Files.isExecutable(jlink) || !Files.isDirectory(jdk.resolve("jmods"))) {
            throw new IOException("The Java in " + jdk
                    + " has no jlink with jmods; run this command on a whole JDK 17 or newer" + " (set JAVA_HOME).");
        }
        Process process = new ProcessBuilder(
                        jlink.toString(),
                        "--module-path",
                        jdk.resolve("jmods").toString(),
                        "--add-modules",
                        String.join(",", MODULES),
                        "--strip-java-debug-attributes",
                        "--no-man-pages",
                        "--no-header-files",
                        "--output",
                        target.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("jlink failed: " + said.strip());
        }
    }
}
